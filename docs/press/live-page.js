// The picture of the page gives way to the page itself where it can run: on a server, and where
// nobody saves data.
for (const place of document.querySelectorAll("[data-live]")) {
  const picture = place.querySelector("a:has(img)");
  if (!location.protocol.startsWith("http") || navigator.connection?.saveData || !picture) continue;
  const frame = document.createElement("iframe");
  frame.src = place.dataset.live;
  frame.title = "A spec, its picture and its objective, to be changed";
  frame.loading = "lazy";
  picture.replaceWith(frame);
}
