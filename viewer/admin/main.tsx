import "../without-eval.ts";

import { render } from "preact";
import { fillIn } from "../older-browsers.ts";
import { showStarted } from "../started.ts";
import { AdminApi } from "./admin-api.ts";
import { AdminPage } from "./admin-page.tsx";
import "../styles/base.css";
import "../styles/states.css";
import "../page/page.css";
import "./admin.css";

fillIn(window);
const root = document.body.appendChild(document.createElement("div"));
// Below the service's address, whatever path that has: the page is at its /admin.
const api = new AdminApi(new URL(".", window.location.href).href.replace(/\/$/, ""));
render(<AdminPage api={api} />, root);
showStarted();
