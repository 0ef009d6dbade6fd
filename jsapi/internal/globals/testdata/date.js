// Dates in words: en-US, in any zone.
const moment = new Date(Date.UTC(2023, 10, 5, 9, 7, 3, 45));
const inZone = (timeZone, method = 'toLocaleString') => (options) => moment[method]('en-US', { timeZone, ...options });
const shown = inZone('America/New_York');
assert.eq([shown(), shown({ hour12: false }), shown({ hourCycle: 'h23', hour: '2-digit', minute: '2-digit' })],
  ['11/5/2023, 4:07:03 AM', '11/5/2023, 04:07:03', '04:07']);
assert.eq([inZone('UTC', 'toLocaleDateString')(), inZone('UTC', 'toLocaleTimeString')(), inZone('Asia/Tokyo', 'toLocaleTimeString')()],
  ['11/5/2023', '9:07:03 AM', '6:07:03 PM']);
assert.eq([{ year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }, { month: 'short', day: '2-digit' }, { month: 'long', year: 'numeric' },
  { weekday: 'short' }, { weekday: 'short', month: 'numeric', day: 'numeric' }, { weekday: 'long', day: 'numeric' }, { weekday: 'long', day: 'numeric', year: 'numeric' },
  { year: '2-digit', month: '2-digit', day: '2-digit' }, { month: '2-digit', year: 'numeric' }, { year: 'numeric', day: 'numeric' }, { month: 'narrow', day: 'numeric' }].map(shown),
['Sunday, November 5, 2023', 'Nov 05', 'November 2023', 'Sun', 'Sun, 11/5', '5 Sunday', '5 Sunday 2023', '11/05/23', '11/2023', '2023 (day: 5)', 'N 5']);
assert.eq([{ hour: 'numeric' }, { hour: '2-digit', minute: '2-digit' }, { minute: 'numeric' }, { minute: 'numeric', second: 'numeric' }, { hour: 'numeric', hour12: false },
  { hour: 'numeric', minute: 'numeric', second: 'numeric', fractionalSecondDigits: 3 }, { second: 'numeric', fractionalSecondDigits: 2 }].map(shown),
['4 AM', '04:07 AM', '7', '07:03', '04', '4:07:03.045 AM', '3.04']);
assert.eq([{ month: 'long', day: 'numeric', hour: 'numeric' }, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }, { weekday: 'long', hour: 'numeric' }].map(shown),
  ['November 5 at 4 AM', 'Nov 5, 4:07 AM', 'Sunday 4 AM']);
assert.eq(['full', 'long', 'medium', 'short'].map((dateStyle) => shown({ dateStyle })),
  ['Sunday, November 5, 2023', 'November 5, 2023', 'Nov 5, 2023', '11/5/23']);
assert.eq(['full', 'long', 'medium', 'short'].map((timeStyle) => shown({ timeStyle })),
  ['4:07:03 AM Eastern Standard Time', '4:07:03 AM EST', '4:07:03 AM', '4:07 AM']);
assert.eq([shown({ dateStyle: 'long', timeStyle: 'short' }), shown({ dateStyle: 'short', timeStyle: 'medium' })],
  ['November 5, 2023 at 4:07 AM', '11/5/23, 4:07:03 AM']);
const zoned = (zone, timeZoneName) => inZone(zone)({ hour: 'numeric', timeZoneName });
assert.eq([zoned('Asia/Tokyo', 'short'), zoned('Asia/Kolkata', 'short'), zoned('UTC', 'short'), zoned('UTC', 'long'), zoned('America/Los_Angeles', 'longOffset'), zoned('Asia/Shanghai', 'shortOffset')],
  ['6 PM GMT+9', '2 PM GMT+5:30', '9 AM UTC', '9 AM Coordinated Universal Time', '1 AM GMT-08:00', '5 PM GMT+8']);
const midnight = new Date(Date.UTC(2023, 0, 1));
assert.eq(['h11', 'h12', 'h23'].map((hourCycle) => midnight.toLocaleTimeString('en-US', { timeZone: 'UTC', hourCycle })),
  ['0:00:00 AM', '12:00:00 AM', '00:00:00']);
assert.eq([new Date(NaN).toLocaleString(), new Date(NaN).toLocaleDateString('en-US', { month: 'long' })], ['Invalid Date', 'Invalid Date']);
assert.eq([Date.prototype.toLocaleString.length, Date.prototype.toLocaleDateString.name], [0, 'toLocaleDateString']);
moment.toLocaleString('en-US', { month: 'x' }) //! RangeError: Value x out of range for Date.prototype.toLocaleString options property month
moment.toLocaleString('en-US', { timeZone: 'Nowhere' }) //! RangeError: Invalid time zone specified: Nowhere
moment.toLocaleString('en-US', { timeZone: '' }) //! RangeError
moment.toLocaleDateString('en-US', { timeStyle: 'short' }) //! TypeError: Invalid option : timeStyle
moment.toLocaleString('en-US', { dateStyle: 'short', month: 'long' }) //! TypeError: Can't set option month when dateStyle is used
Date.prototype.toLocaleString.call('x') //! TypeError
