// Everything that pages of the site run; each part looks for its own place and is idle without it.

import "./page.js";
import "./titles.js";
import "./searchbox.js";
import "./search.js";
import "./glossary.js";
import "./compare.js";
import "./cite.js";
import "./asks.js";
import "./offline.js";
import "./configurator.js";
import "./path.js";
import "./collect.js";
import "./courses.js";
