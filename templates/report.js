(function () {
  "use strict";
  var table = document.getElementById("documents");
  var body = table.tBodies[0];
  var words = document.getElementById("words");
  var outcome = document.getElementById("outcome");
  var shown = document.getElementById("shown");
  function rows() { return Array.prototype.slice.call(body.rows); }
  function filter() {
    var wanted = words.value.toLowerCase();
    var count = 0;
    rows().forEach(function (row) {
      var hit = (!outcome.value || row.dataset.outcome === outcome.value) &&
        (!wanted || row.textContent.toLowerCase().indexOf(wanted) >= 0);
      row.hidden = !hit;
      count += hit ? 1 : 0;
    });
    shown.textContent = count + " of " + body.rows.length + " shown";
  }
  function sort(heading, column, down) {
    var number = heading.classList.contains("number");
    var keyed = rows().map(function (row) {
      var text = row.cells[column].textContent.trim();
      return { row: row, key: number ? parseFloat(text) || 0 : text };
    });
    keyed.sort(function (a, b) {
      var order = number ? a.key - b.key : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
      return down ? -order : order;
    });
    keyed.forEach(function (one) { body.appendChild(one.row); });
  }
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (heading, column) {
    if (!heading.dataset.sort) { return; }
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.textContent = "";
    heading.appendChild(button);
    button.addEventListener("click", function () {
      var down = heading.getAttribute("aria-sort") === "ascending";
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(heading, column, down);
    });
  });
  words.addEventListener("input", filter);
  outcome.addEventListener("change", filter);
  document.getElementById("tools").hidden = false;
  filter();
})();
