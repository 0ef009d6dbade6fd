(function () {
  'use strict';

  const codes = {
    IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4,
    InvalidCharacterError: 5, NoModificationAllowedError: 7, NotFoundError: 8,
    NotSupportedError: 9, InUseAttributeError: 10, InvalidStateError: 11,
    SyntaxError: 12, InvalidModificationError: 13, NamespaceError: 14,
    InvalidAccessError: 15, TypeMismatchError: 17, SecurityError: 18,
    NetworkError: 19, AbortError: 20, URLMismatchError: 21,
    QuotaExceededError: 22, TimeoutError: 23, InvalidNodeTypeError: 24,
    DataCloneError: 25,
  };

  // The constants, by code.
  const constants = [
    '', 'INDEX_SIZE', 'DOMSTRING_SIZE', 'HIERARCHY_REQUEST', 'WRONG_DOCUMENT', 'INVALID_CHARACTER',
    'NO_DATA_ALLOWED', 'NO_MODIFICATION_ALLOWED', 'NOT_FOUND', 'NOT_SUPPORTED', 'INUSE_ATTRIBUTE',
    'INVALID_STATE', 'SYNTAX', 'INVALID_MODIFICATION', 'NAMESPACE', 'INVALID_ACCESS', 'VALIDATION',
    'TYPE_MISMATCH', 'SECURITY', 'NETWORK', 'ABORT', 'URL_MISMATCH', 'QUOTA_EXCEEDED', 'TIMEOUT',
    'INVALID_NODE_TYPE', 'DATA_CLONE',
  ];

  class DOMException extends Error {
    #name;

    constructor(message = '', options = 'Error') {
      super(`${message}`);
      if (options !== null && typeof options === 'object') {
        this.#name = options.name === undefined ? 'Error' : `${options.name}`;
        if ('cause' in options) {
          Object.defineProperty(this, 'cause', {
            value: options.cause, writable: true, configurable: true,
          });
        }
      } else {
        this.#name = `${options}`;
      }
      // What prints an error asks no getter, for that may be hostile.
      Object.defineProperty(this, 'name', { value: this.#name, configurable: true });
    }

    get name() {
      return this.#name;
    }

    get code() {
      return Object.hasOwn(codes, this.#name) ? codes[this.#name] : 0;
    }

    get [Symbol.toStringTag]() {
      return 'DOMException';
    }
  }

  for (const target of [DOMException, DOMException.prototype]) {
    constants.forEach((name, code) => {
      if (name !== '') Object.defineProperty(target, `${name}_ERR`, { value: code, enumerable: true });
    });
  }
  return { DOMException };
})
