// Node 20 lets a detached buffer through.
const moved = new ArrayBuffer(1);
structuredClone(moved, { transfer: [moved] });
structuredClone(moved, { transfer: [moved] }) //! DataCloneError

// Node's own structuredClone overflows its stack here.
let chain = null;
for (let i = 0; i < 20000; i++) chain = { next: chain };
let length = 0;
for (let at = structuredClone({ chain: [chain] }).chain[0]; at !== null; at = at.next) length++;
assert.eq(length, 20000);
