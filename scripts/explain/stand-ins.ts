/** Values for variables that have none: what would cost the most where that is known, otherwise any that is valid. Pure. */

import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type InlineFragmentNode,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  visit,
} from 'graphql';
import { maxSize } from '#src/graph/connection.ts';
import { IncomingFile } from '#src/graph/file.ts';
import { encodeGlobalId, type NodeKeys, type NodeType } from '#src/graph/global-id.ts';

/** What a variable is used for, as far as it says which value costs the most. */
export type Use = 'size of a list' | 'leaving out' | 'anything';

/** Something to take for a variable, and how to say so. */
export interface StandIn {
  readonly value: unknown;
  readonly text: string;
}

const anyUuid = '00000000-0000-4000-8000-000000000000';

/** A key of each type; none of them has to exist. */
const anyKey: NodeKeys = {
  Job: ['any'],
  Image: ['any', 0, 0, 0],
  Asset: ['any'],
  SetDesign: [anyUuid],
  SetBaseImage: [anyUuid, anyUuid],
  SetReferenceImage: [anyUuid, anyUuid],
  SubjectPortrait: [anyUuid, anyUuid],
  UploadTask: [anyUuid],
  Subject: ['', anyUuid],
  ShotType: ['', anyUuid],
  BackgroundPreset: ['', anyUuid],
  DatasetImage: [0],
  Annotation: [0, 0],
};

const nodeTypes = Object.keys(anyKey) as readonly NodeType[];

/** The types that an `ID` is likely to stand for: those that the operation names, or all where it names none. */
export function likelyNodeTypes(document: DocumentNode): readonly NodeType[] {
  const named = new Set<string>();
  const note = ({ typeCondition }: InlineFragmentNode | FragmentDefinitionNode): void => {
    if (typeCondition) named.add(typeCondition.name.value);
  };
  visit(document, { InlineFragment: note, FragmentDefinition: note });
  const likely = nodeTypes.filter((type) => named.has(type));
  return likely.length > 0 ? likely : nodeTypes;
}

/** What the variables of an operation are used for. */
export function usesOf(document: DocumentNode): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  visit(document, {
    Argument: ({ name, value }) => {
      if (value.kind !== 'Variable') return;
      if (name.value === 'first' || name.value === 'last') uses.set(value.name.value, 'size of a list');
    },
    Directive: ({ name, arguments: args = [] }) => {
      for (const { value } of args) {
        if (value.kind === 'Variable' && name.value === 'skip') uses.set(value.name.value, 'leaving out');
      }
    },
  });
  return uses;
}

/**
 * Null for a type that has none.
 *
 * @param nodeType what an `ID` is to stand for
 */
export function standInFor(type: GraphQLInputType, use: Use, nodeType: NodeType): StandIn | null {
  const value = valueFor(type, use, nodeType);
  return value === undefined ? null : { value, text: textOf(type, value, use, nodeType) };
}

function textOf(type: GraphQLInputType, value: unknown, use: Use, nodeType: NodeType): string {
  if (isNonNullType(type)) return textOf(type.ofType, value, use, nodeType);
  if (use === 'size of a list') return `${value}, the most that it can be`;
  if (isListType(type)) return 'a list of one';
  if (isInputObjectType(type)) return 'only the fields that it must have';
  if (type.name === 'ID') return `an id of type ${nodeType}, which costs the most`;
  if (type.name === 'File') return 'any file';
  return JSON.stringify(value);
}

/** Undefined where there is none. */
function valueFor(type: GraphQLInputType, use: Use, nodeType: NodeType): unknown {
  if (isNonNullType(type)) return valueFor(type.ofType, use, nodeType);
  if (isListType(type)) return [valueFor(type.ofType, use, nodeType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(
      required.map((field) => [field.name, valueFor(field.type, 'anything', nodeType)]),
    );
  }
  switch (type.name) {
    case 'Int':
      return use === 'size of a list' ? maxSize : 1;
    case 'Float':
    case 'SafeInt':
      return 1;
    case 'Boolean':
      return use !== 'leaving out';
    case 'String':
      return 'any';
    case 'ID':
      return encodeGlobalId(nodeType, anyKey[nodeType] as NodeKeys[typeof nodeType]);
    case 'UUID':
      return anyUuid;
    case 'DateTime':
      return '2026-01-01T00:00:00Z';
    case 'URL':
      return 'https://example.org/';
    case 'JSON':
      return {};
    case 'File':
      return new IncomingFile(() => Promise.reject(new Error('It is never read')));
    default:
      return undefined;
  }
}
