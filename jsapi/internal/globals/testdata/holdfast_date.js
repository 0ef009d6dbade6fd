// What there is no data for is refused, not left out.
const date = new Date(0);
date.toLocaleString('en-US', { era: 'short' }) //! RangeError: Date.prototype.toLocaleString: option era is not available
date.toLocaleTimeString('en-US', { dayPeriod: 'long' }) //! RangeError: Date.prototype.toLocaleTimeString: option dayPeriod is not available
