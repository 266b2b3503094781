import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { language } from "./i18n";

document.documentElement.lang = language.current;

const target = document.getElementById("app");
if (target) mount(App, { target });
