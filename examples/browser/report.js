// Runs after order.js in the same session: the page is where that left it.
const { pathname } = new URL(await page.url());
const html = await page.content();
return `${pathname}: ${html.match(/<tr>/g).length} orders of ${await page.text("#user")}`;
