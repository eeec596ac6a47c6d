import { render } from "preact";
import * as z from "zod";
import { AdminApi } from "./admin-api.ts";
import { AdminPage } from "./admin-page.tsx";
import "../styles/base.css";
import "../styles/states.css";
import "../page/page.css";
import "./admin.css";

// The page's content policy forbids evaluating text; zod would try.
z.config({ jitless: true });

const root = document.body.appendChild(document.createElement("div"));
// Below the service's address, whatever path that has: the page is at its /admin.
const api = new AdminApi(new URL(".", window.location.href));
render(<AdminPage api={api} />, root);
