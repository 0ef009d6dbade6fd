// Logs in to the shop, orders, and reads the table back.
await commands.run("build");
const app = await commands.start("app");
const [, origin] = /listening on (\S+)/.exec(app.stdout);

const messages = await page.on("console"); // from here on none is missed
await page.goto(origin);
await page.fill("[name=user]", "ada");
await page.fill("[name=password]", "opensesame");
await page.press("[name=password]", "Enter");
await page.waitFor("#orders");

for (const [item, count] of [["tea", 2], ["milk", 1]]) {
  await page.fill("[name=item]", item);
  await page.fill("[name=count]", String(count));
  await page.click("#add");
  await page.waitFor(`#orders tr:nth-child(${item === "tea" ? 1 : 2})`);
}
const said = [];
while (said.length < 3) said.push((await messages.next()).value.text);

const png = await page.screenshot();
const cookies = await page.cookies();
return {
  title: await page.title(),
  path: new URL(await page.url()).pathname,
  user: await page.text("#user"),
  rows: await page.evaluate(`[...document.querySelectorAll("#orders tr")]
    .map((tr) => [...tr.cells].map((td) => td.textContent).join(" × "))`),
  cookies: cookies.map(({ name, value, httpOnly }) => ({ name, value, httpOnly })),
  console: said,
  screenshot: Buffer.from(png).toString("latin1", 1, 4),
};
