// What an editor shows beside a name: everything that the package exports has a doc
// comment, and so has every public member of it. Read from the declarations that are
// published, by the compiler that wrote them.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import * as is from "typescript/unstable/ast/is";
import { API, SymbolFlags } from "typescript/unstable/sync";
import { dist, root } from "./page.mjs";

/** Lists of constants whose names say all: those of events and of kinds. */
const CONSTANTS = new Set(["Events", "TYPES", "Types"]);
/** Exports whose own comment says all of their members, or that have the members of another one. */
const SAID_ABOVE = new Set(["EffectiveOptions", "ModelServiceEventConstants", "StorageChange"]);

/** Calls back with the compiler's view of the published declarations. */
function withDeclarations(use) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "convergence-docs-"));
  const index = path.join(dist, "types/index.d.ts");
  const config = path.join(folder, "tsconfig.json");
  const options = { noEmit: true, strict: true, types: [], module: "esnext", moduleResolution: "bundler", target: "es2022", lib: ["es2023", "dom"] };
  fs.writeFileSync(config, JSON.stringify({ compilerOptions: options, files: [index] }));
  const api = new API({ cwd: root });
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    return use(project, project.program.getSourceFile(index));
  } finally {
    api.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const hasDoc = (node) => (node.jsDoc ?? []).length > 0;
const nameOf = (node) => node.name?.text ?? "";
const isMember = (node) =>
  is.isMethodDeclaration(node) || is.isMethodSignatureDeclaration(node) || is.isPropertyDeclaration(node) || is.isPropertySignatureDeclaration(node) ||
  is.isGetAccessorDeclaration(node) || is.isSetAccessorDeclaration(node);
const isPublic = (member) => !/\b(?:private|protected)\b/.test(member.getText().split(/[(:;=]/)[0]) && !nameOf(member).startsWith("_");

/** The members that are written in a declaration, and those of object types within it, with their names. */
function* membersOf(node, at) {
  for (const member of node.members ?? []) {
    if (!isMember(member) || !isPublic(member)) continue;
    const name = `${at}.${nameOf(member)}`;
    yield [name, member];
    if (!CONSTANTS.has(nameOf(member))) yield* literalsIn(member, name);
  }
}

/** Object types are written in place in types of properties, in arguments of types, and in unions. */
function* literalsIn(node, at) {
  const parts = [node.type, ...(node.typeArguments ?? []), ...(node.types ?? []), ...(node.declarationList?.declarations ?? [])];
  for (const part of parts) {
    if (part === undefined) continue;
    if (is.isTypeLiteralNode(part)) yield* membersOf(part, at);
    else if (!is.isFunctionTypeNode(part)) yield* literalsIn(part, at);
  }
}

/** The statement that a declaration is, or is in: a comment stands before that. */
const statementOf = (node) => (is.isVariableDeclaration(node) ? node.parent.parent : node);

test("every export and every public member has a doc comment", () => {
  const { all, lacking } = withDeclarations((project, index) => {
    const { checker } = project;
    const all = [];
    const lacking = [];
    const note = (name, documented) => {
      all.push(name);
      if (!documented) lacking.push(name);
    };
    for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(index))) {
      if (exported.name === "default") continue;
      const symbol = (exported.flags & SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(exported) : exported;
      const declarations = symbol.declarations.map((handle) => statementOf(handle.resolve(project)));
      note(exported.name, declarations.some(hasDoc)); // a class that is a constant has that of its interface
      if (SAID_ABOVE.has(exported.name)) continue;
      for (const node of declarations) {
        const members = is.isVariableStatement(node) || is.isTypeAliasDeclaration(node) ? literalsIn(node, exported.name) : membersOf(node, exported.name);
        for (const [name, member] of members) note(name, hasDoc(member));
      }
    }
    return { all, lacking };
  });
  assert.deepEqual(lacking, []);
  for (const known of ["LogLevel.WARN", "IConvergenceOptions.protocol.heartbeat.pingInterval", "RealTimeString.insert", "StringInsertEvent.index", "DomainUser.email", "connect"]) {
    assert.ok(all.includes(known), `${known} is not among what was read`);
  }
  assert.ok(all.length > 900, `only ${all.length} names were read`);
});
