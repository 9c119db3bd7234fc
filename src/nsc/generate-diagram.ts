/** Diagrams of a store: who shares what with whom, and who issued whom. */
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { Description } from './describe.ts';
import { componentPlantUml } from './diagram/component-plantuml.ts';
import { componentMermaid, objectMermaid } from './diagram/mermaid.ts';
import { objectPlantUml, type AccountWithUsers } from './diagram/object-plantuml.ts';
import { ownershipTree } from './diagram/ownership.ts';
import { componentPicture, objectPicture } from './diagram/picture.ts';
import { footer } from './diagram/plantuml.ts';
import { accessOf, importsOf, nameOfExport } from './diagram/sharing.ts';
import { componentSvg, objectSvg } from './diagram/svg.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Workspace } from './store/workspace.ts';

export interface DiagramInput {
  readonly outputFile: string;
  readonly detail?: boolean | undefined;
  /** In place of PlantUML. */
  readonly mermaid?: boolean | undefined;
  readonly svg?: boolean | undefined;
  readonly picture?: boolean | undefined;
  /** Whether the terminal has no lines to draw with. */
  readonly isAscii: boolean;
}

export interface ObjectDiagramInput extends DiagramInput {
  readonly users?: boolean | undefined;
  readonly showKeys?: boolean | undefined;
}

/** Accounts, what they export, and who imports it. */
export function generateComponentDiagram(workspace: Workspace, input: DiagramInput): Description {
  const store = workspace.store();
  const { name } = store.operator();
  const accounts = store.accountNames().map((each) => store.account(each));
  const { isAscii } = input;
  const text = drawn(input, {
    mermaid: () => lines(componentMermaid(name, accounts)),
    svg: () => componentSvg(name, accounts),
    picture: () => lines(componentPicture(accounts, { isAscii })),
    plantUml: () => {
      const body = componentPlantUml(name, accounts, { isDetailed: input.detail === true });
      return plantUml(workspace, body, input);
    },
  });
  return written(workspace, text, componentData(name, accounts), input);
}

/** The operator, its accounts and their users. */
export function generateObjectDiagram(
  workspace: Workspace,
  input: ObjectDiagramInput,
): Description {
  const store = workspace.store();
  const operator = store.operator();
  const accounts = store.accountNames().map((name): AccountWithUsers => {
    const names = input.users === true ? store.userNames(name) : [];
    return { account: store.account(name), users: names.map((user) => store.user(name, user)) };
  });
  const showsKeys = input.showKeys === true;
  const tree = ownershipTree(operator, accounts, { showsKeys });
  const { isAscii } = input;
  const text = drawn(input, {
    mermaid: () => lines(objectMermaid(tree, { showsKeys })),
    svg: () => objectSvg(tree, { showsKeys }),
    picture: () => lines(objectPicture(tree, { isAscii, showsKeys })),
    plantUml: () => {
      const isStored = (key: string) => workspace.keystore.has(key);
      const options = { showsKeys, isDetailed: input.detail === true, isStored };
      const body = objectPlantUml(operator, accounts, { ...options, now: workspace.now });
      return plantUml(workspace, body, input);
    },
  });
  return written(workspace, text, tree, input);
}

type Drawings = Readonly<Record<'mermaid' | 'svg' | 'picture' | 'plantUml', () => string>>;

function drawn(input: DiagramInput, drawings: Drawings): string {
  const wanted = (['mermaid', 'svg', 'picture'] as const).filter((kind) => input[kind] === true);
  if (wanted.length <= 1) return drawings[wanted[0] ?? 'plantUml']();
  const flags = wanted.map((kind) => `--${kind}`).join(' and ');
  throw new NscError('ERR_NSC_INPUT', `${flags} are exclusive of each other`);
}

function plantUml(
  workspace: Workspace,
  body: readonly string[],
  { outputFile }: DiagramInput,
): string {
  const text = lines([...body, ...footer(workspace.store().folder, workspace.now)]);
  // As Go's nsc: on stdout a blank line follows.
  return outputFile === '--' ? `${text}\n` : text;
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

function written(
  workspace: Workspace,
  text: string,
  data: object,
  { outputFile }: DiagramInput,
): Description {
  if (outputFile === '--') return { text, data };
  const path = workspace.expand(outputFile);
  const report = new Report().ok(`wrote diagram to ${workspace.show(path)}`);
  return { text, outputFile: path, report, data: { diagram: data } };
}

/** The same for programs. */
function componentData(operator: string, accounts: readonly AccountClaims[]): object {
  return {
    operator,
    accounts: accounts.map(({ name, sub, nats }) => ({
      name,
      key: sub,
      exports: nats.exports.map((each) => ({
        name: nameOfExport(each),
        subject: each.subject,
        type: each.type,
        access: accessOf(each),
      })),
    })),
    imports: importsOf(accounts).map((one) => ({
      importer: one.importer.name,
      exporter: one.exporter?.name ?? one.each.account,
      type: one.each.type,
      subject: one.remote,
      local_subject: one.local,
      is_exported: one.export !== undefined,
      issues: one.issues,
    })),
  };
}
