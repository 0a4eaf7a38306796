// Wakes the design system's own scripts. Every page works without this file.
import { initAll } from "../vendor/nhsuk/nhsuk.min.js?v=10.6.1";

initAll();
