// A script is the body of an async function: await and return work right here.
// args holds what follows the script on the command line.
const name = args[0] ?? "world";
console.log(await commands.run("greet", { name }));

const files = await commands.run("files");
console.log(`${await commands.run("today")}: ${files.length} files here:`, files);

// Only what holdfast.yaml declares can run; everything else is an error.
try {
  await commands.run("rm", { path: "/" });
} catch (err) {
  console.log(`${err.name}: ${err.message}`);
}

// What a script returns is printed. With --json it is part of the document.
return { name, files: files.length };
