// Balances by round, one line for each participant on a scale of its own: a transfer of one aetto shows beside a
// balance of millions. Places are computed with BigInt, so that no amount is rounded before it is a pixel.

const CHART_HEIGHT = 64;
const MOST_DOTS = 120;

function drawing(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Return the place of an amount between the least and the most: 0 at the top, 1 at the bottom. */
function heightOf(amount, least, most) {
  return most === least ? 0.5 : 1 - Number(((amount - least) * 10000n) / (most - least)) / 10000;
}

/** Draw the line of one participant, in a width of so many pixels. */
function balanceLine(points, at, width) {
  const amounts = points.map((step) => BigInt(step.balances[at][0]));
  const least = amounts.reduce((a, b) => (b < a ? b : a));
  const most = amounts.reduce((a, b) => (b > a ? b : a));
  const x = (index) => 6 + (index * (width - 12)) / Math.max(points.length - 1, 1);
  const y = (amount) => 6 + heightOf(amount, least, most) * (CHART_HEIGHT - 12);
  let path = `M${x(0).toFixed(1)} ${y(amounts[0]).toFixed(1)}`;
  for (let index = 1; index < points.length; index += 1) path += `H${x(index).toFixed(1)}V${y(amounts[index]).toFixed(1)}`;
  const area = `${path}V${CHART_HEIGHT}H${x(0).toFixed(1)}Z`;
  const dots = points.length > MOST_DOTS ? [] : points.map((step, index) => dot(step, at, x(index), y(amounts[index])));
  const label = `Balance by round, from ${least} to ${most} aettos`;
  const chart = drawing("svg", { class: "chart", width, height: CHART_HEIGHT, role: "img", "aria-label": label }, drawing("path", { class: "area", d: area }), drawing("path", { class: "line", d: path }), ...dots);
  return { chart, least, most };
}

/** Draw the balance after a step as a dot that leads to its first message. */
function dot(step, at, x, y) {
  const title = drawing("title", {}, `round ${step.round}, ${kindWords(step)}: ${step.balances[at][0]} aettos`);
  const shown = drawing("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 3.5 }, title);
  shown.addEventListener("click", () => goTo(step.entries[0]));
  return shown;
}

/** Make the row of one participant: its name, the range of its balance, its line. */
function chartRow(channel, points, at) {
  const { role } = channel.parties[at];
  const place = make("div", { class: "plot" });
  const range = make("div", { class: "range dim" });
  const draw = (width) => {
    const { chart, least, most } = balanceLine(points, at, width);
    place.replaceChildren(chart);
    range.replaceChildren(make("div", {}, number(String(most))), make("div", {}, most === least ? "unchanged" : number(String(least))));
  };
  let drawn = 0;
  const observer = new ResizeObserver(([{ contentRect }]) => {
    const width = Math.floor(contentRect.width);
    if (width > 0 && width !== drawn) draw((drawn = width));
  });
  observer.observe(place);
  return make("div", { class: `chart-row ${role} party-${at}` }, make("div", { class: "role" }, role), range, place);
}

/** Make the chart of a channel, or nothing where fewer than two states are known. */
function balanceChart(channel, steps) {
  const points = steps.filter((step) => makesState(step) && step.round !== null && step.balances.length === 2 && step.balances.every(Boolean));
  if (points.length < 2) return [];
  const rounds = make("div", { class: "chart-rounds dim" }, make("span", {}, `round ${points[0].round}`), make("span", {}, `round ${points[points.length - 1].round}`));
  return [make("figure", {}, make("figcaption", {}, "Balances by round"), chartRow(channel, points, 0), chartRow(channel, points, 1), rounds)];
}
