// What the page uses of Observable Plot; everything else is left out of the bundle.
export { axisX, axisY, dot, gridX, gridY, line, link, plot, rect, ruleX, ruleY, text } from "@observablehq/plot";
