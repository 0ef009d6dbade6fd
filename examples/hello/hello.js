// A script is the body of an async function: await and return work here.
const [name = "world"] = args;

const greeting = await commands.run("greet", { name });
console.log(greeting);

// Whatever a value holds, it arrives as that value.
console.log(await commands.run("greet", { name: "$(rm -rf ~); 'quoted'" }));

const words = Number(await commands.run("count-words", {}, { stdin: greeting }));
return { greeting, words };
