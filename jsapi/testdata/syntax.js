// --- a missing value
const x = ; //! ^syntax.js:2:11: SyntaxError: Unexpected token ;

// --- declared twice
let y = 1;
let y = 2; //! SyntaxError: Identifier 'y' has already been declared

// --- a brace too many
if (true) { console.log(1); } } //! 31: SyntaxError: this } closes more than was opened

// --- a function that is closed and opened again
}); (async()=>{ //! :1: SyntaxError: this } closes more than was opened

// --- an unknown property of characters
/\p{Klingon}/u; //! SyntaxError

// --- an end too early
if (true) {
//! SyntaxError: unexpected end of the script