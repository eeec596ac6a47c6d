// The page, counting how often any component is rendered.
import "./count-renders.ts";
import "../page/main.tsx";
