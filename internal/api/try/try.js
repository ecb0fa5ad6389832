// The page on which the operations can be tried. It is made from openapi.json, and sends what is typed with the token.
"use strict";

const base = new URL(".", location.href).pathname.replace(/\/$/, "");

function make(name, attributes, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...inside.filter((part) => part !== undefined && part !== ""));
  return element;
}

function resolve(spec, schema) {
  while (schema && schema.$ref) schema = spec.components.schemas[schema.$ref.split("/").pop()];
  return schema || {};
}

// example returns a value of a schema to begin with: what is required, empty.
function example(spec, schema) {
  schema = resolve(spec, schema);
  if (schema.enum) return schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object": {
      const value = {};
      for (const name of schema.required || []) value[name] = example(spec, schema.properties[name]);
      return value;
    }
    case "array": return [];
    case "integer": case "number": return schema.minimum || 0;
    case "boolean": return false;
  }
  return "";
}

function inputFor(parameter, id) {
  const schema = parameter.schema || {};
  if (schema.enum || schema.type === "boolean") {
    const choices = ["", ...(schema.enum || ["true", "false"])];
    return make("select", { id }, ...choices.map((choice) => make("option", { value: choice }, choice)));
  }
  return make("input", { id, required: parameter.required, placeholder: schema.default, maxlength: schema.maxLength });
}

function field(parameter, id) {
  const input = inputFor(parameter, id);
  const hint = [parameter.required ? "required" : "", parameter.description || ""].filter(Boolean).join("; ");
  return { parameter, input, row: make("div", { class: "field" }, make("label", { for: id }, parameter.name), input, hint ? make("small", {}, hint) : "") };
}

function addressOf(path, fields) {
  const query = new URLSearchParams();
  for (const { parameter, input } of fields) {
    if (parameter.in === "path") path = path.replace("{" + parameter.name + "}", encodeURIComponent(input.value));
    if (parameter.in === "query" && input.value !== "") query.set(parameter.name, input.value);
  }
  return base + path + (query.size ? "?" + query : "");
}

async function send(method, path, fields, body, out) {
  const headers = { Authorization: "Bearer " + document.getElementById("token").value.trim() };
  for (const { parameter, input } of fields) if (parameter.in === "header" && input.value) headers[parameter.name] = input.value;
  if (body) headers["Content-Type"] = "application/json";
  out.textContent = "…";
  const began = performance.now();
  try {
    const answer = await fetch(addressOf(path, fields), { method, headers, body: body ? body.value : undefined, credentials: "omit" });
    let text = await answer.text();
    try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* it is no JSON: shown as it is */ }
    const told = ["ETag", "Location"].filter((name) => answer.headers.get(name)).map((name) => name + ": " + answer.headers.get(name) + "\n").join("");
    out.textContent = `${answer.status} ${answer.statusText} in ${Math.round(performance.now() - began)} ms\n${told}\n${text}`;
  } catch (fault) {
    out.textContent = "No answer: " + fault.message;
  }
}

function operation(spec, path, method, op) {
  const fields = (op.parameters || []).map((parameter, i) => field(parameter, op.operationId + i));
  const content = op.requestBody && op.requestBody.content["application/json"];
  const body = content && make("textarea", { "aria-label": "Body, JSON", spellcheck: "false" });
  if (body) body.value = JSON.stringify(example(spec, content.schema), null, 2);
  const out = make("pre", { hidden: true, "aria-live": "polite", tabindex: "0" });
  const form = make("form", {}, ...fields.map((f) => f.row), body || "", make("p", {}, make("button", {}, "Send")), out);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    out.hidden = false;
    send(method.toUpperCase(), path, fields, body, out);
  });
  const summary = make("summary", {}, make("b", {}, method.toUpperCase()), " ", make("code", {}, path), " · ", op.summary || "");
  return make("details", {}, summary, make("div", { class: "inside" }, make("p", { class: "doc" }, op.description || ""), form));
}

async function show() {
  const place = document.getElementById("operations");
  const spec = await (await fetch("openapi.json")).json();
  const byTag = new Map();
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const method of ["get", "post", "put", "delete"]) {
      const op = item[method];
      if (!op) continue;
      const tag = (op.tags || ["Other"])[0];
      if (!byTag.has(tag)) byTag.set(tag, make("section", {}, make("h2", {}, tag)));
      byTag.get(tag).append(operation(spec, path, method, op));
    }
  }
  place.replaceChildren(...byTag.values());
}

show().catch((fault) => { document.getElementById("operations").textContent = "The description could not be read: " + fault.message; });
