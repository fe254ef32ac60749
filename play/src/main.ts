/** The page, put together; which transport it has was chosen when it was built. */
import { transport } from "#transport";
import "temml/dist/Temml-Local.css";
import { startPage } from "./page";
import "./style.css";

void startPage(transport());
