/* Draws the figures of components/chart.html: ink, primary, wait, done in that order, each with its own pattern and its
   name written beside it. The table stays on the page, folded. Needs Chart.js. */
(() => {
  "use strict";

  const tokens = ["--ink", "--primary", "--wait", "--done"];
  const token = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();

  /* Plain, rising lines, dots, falling lines: told apart without colour. */
  const pattern = (index, colour, ground) => {
    if (index % 4 === 0) {
      return colour;
    }
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = pen.fillStyle = ground;
    pen.lineWidth = 1.5;
    if (index % 4 === 2) {
      pen.beginPath();
      pen.arc(4, 4, 1.4, 0, 2 * Math.PI);
      pen.fill();
    } else {
      const [from, to] = index % 4 === 1 ? [8, 0] : [0, 8];
      for (const shift of [-8, 0, 8]) {
        pen.beginPath();
        pen.moveTo(shift, from);
        pen.lineTo(shift + 8, to);
        pen.stroke();
      }
    }
    return pen.createPattern(tile, "repeat");
  };

  /* The name of each line stands at its end, moved apart where two would touch. */
  const names = {
    id: "names",
    afterDatasetsDraw: (chart) => {
      if (chart.config.type !== "line") {
        return;
      }
      const pen = chart.ctx;
      const ends = chart.data.datasets
        .map((set, index) => {
          const points = chart.getDatasetMeta(index).data.filter((point, at) => set.data[at] !== null);
          return { name: set.label, colour: set.borderColor, point: points.at(-1) };
        })
        .filter((end) => end.point)
        .sort((one, other) => one.point.y - other.point.y);
      let last = -Infinity;
      pen.save();
      pen.font = `600 13px ${getComputedStyle(chart.canvas).fontFamily}`;
      pen.textBaseline = "middle";
      for (const end of ends) {
        last = Math.max(end.point.y, last + 17);
        pen.fillStyle = end.colour;
        pen.fillText(end.name, end.point.x + 9, last);
      }
      pen.restore();
    },
  };

  /* A little air between the names on top and the picture. */
  const air = {
    id: "air",
    beforeInit: (chart) => {
      const fit = chart.legend?.fit;
      if (fit) {
        chart.legend.fit = function fitWithAir() {
          fit.call(this);
          this.height += 10;
        };
      }
    },
  };

  const widest = (texts, font) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    return Math.max(0, ...texts.map((text) => pen.measureText(text).width));
  };

  const dashes = [[], [6, 4], [2, 3], [10, 3, 2, 3]];

  const draw = (picture) => {
    const figures = JSON.parse(document.getElementById(picture.dataset.chart).textContent);
    const ground = token(picture, "--card");
    const quiet = token(picture, "--muted");
    const line = token(picture, "--line");
    const isLine = figures.kind === "line";
    const stacked = figures.kind === "stacked";
    const datasets = figures.series.map((series, index) => {
      const colour = token(picture, tokens[index % tokens.length]);
      return {
        label: series.name,
        data: series.values,
        borderColor: colour,
        backgroundColor: isLine ? colour : pattern(index, colour, ground),
        borderWidth: isLine ? 2.5 : 0,
        borderDash: isLine ? dashes[index % 4] : undefined,
        borderRadius: stacked ? 0 : 3,
        pointRadius: 3.5,
        pointStyle: ["circle", "rect", "triangle", "rectRot"][index % 4],
        maxBarThickness: 44,
        spanGaps: false,
      };
    });
    const font = { family: getComputedStyle(picture).fontFamily, size: 13 };
    return new window.Chart(picture.querySelector("canvas"), {
      type: isLine ? "line" : "bar",
      data: { labels: figures.labels, datasets },
      plugins: [names, air],
      options: {
        animation: false,
        maintainAspectRatio: false,
        layout: { padding: { right: isLine ? widest(datasets.map((set) => set.label), `600 13px ${font.family}`) + 12 : 0 } },
        scales: {
          x: { stacked, grid: { display: false }, border: { color: line }, ticks: { color: quiet, font, maxRotation: 0, autoSkipPadding: 12 } },
          y: {
            stacked,
            beginAtZero: true,
            border: { display: false },
            grid: { color: line },
            ticks: { color: quiet, font, precision: 0, maxTicksLimit: 6 },
            title: { display: Boolean(figures.unit), text: figures.unit, color: quiet, font },
          },
        },
        plugins: {
          legend: {
            display: datasets.length > 1 && !isLine,
            position: "top",
            align: "start",
            labels: { color: token(picture, "--ink"), font, boxWidth: 18, boxHeight: 12, padding: 14 },
          },
          tooltip: { backgroundColor: token(picture, "--ink"), titleColor: ground, bodyColor: ground, titleFont: font, bodyFont: font },
        },
      },
    });
  };

  const charts = new Map();
  const drawAll = () => {
    document.querySelectorAll("[data-chart]").forEach((picture) => {
      charts.get(picture)?.destroy();
      const table = picture.parentElement.querySelector(".chart-table");
      if (picture.hidden && table) {
        table.open = false;
      }
      picture.hidden = false;
      charts.set(picture, draw(picture));
    });
  };
  drawAll();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
