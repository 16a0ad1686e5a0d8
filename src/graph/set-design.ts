/** Set designs of Sartiq, and the fields of the query that read them. */

import { scopeOf } from '#src/pagination/scope.ts';
import type { WindowArgs } from '#src/pagination/window.ts';
import type { SetDesignRow } from '#src/upstreams/sartiq/contract.ts';
import { setDesignOrder } from '#src/upstreams/sartiq/orders.ts';
import {
  type SetDesignFilter,
  type SetDesignPageQuery,
  sartiqDialect,
  sartiqPageParameters,
} from '#src/upstreams/sartiq/queries.ts';
import { type SetDesignKey, setDesignPageRead, setDesignRead } from '#src/upstreams/sartiq/reads.ts';
import { checkedBy } from './argument-check.ts';
import { builder } from './builder.ts';
import type { SetDesignFacts } from './catalogue-plan.ts';
import {
  connectionRef,
  type ListRequest,
  readConnection,
  readListArgs,
  windowArguments,
} from './connection.ts';
import { planConnection } from './connection-plan.ts';
import { rowOrFailure, rowsOrFailures } from './decoded.ts';
import { plannedBy, planObject } from './field-plan.ts';
import type { ListQuery } from './list-query.ts';
import { NodeInterface, nodeId } from './node.ts';
import { SetBaseImageRef, SetDesignRef, SetReferenceImageRef, SubjectPortraitRef } from './refs.ts';
import { semanticNonNull } from './semantic-non-null.ts';

const organizationText =
  'The organization on whose behalf to read, by its Sartiq id; the caller must be a member. If absent, the caller ' +
  'reads in person.';

SetDesignRef.implement({
  description: 'A prepared scene that images are shot in. Read from Sartiq, always complete with its images.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: nodeId(t, 'SetDesign', (design) => [design.setDesignId]),
    setDesignId: t.expose('setDesignId', {
      type: 'UUID',
      nullable: false,
      description: "Sartiq's id of the set design.",
    }),
    name: t.exposeString('name', { nullable: false, description: 'Name, at most 255 characters.' }),
    description: t.exposeString('description', { description: 'Free text.' }),
    ownerId: t.expose('ownerId', { type: 'UUID', nullable: false, description: "Sartiq's id of the owner." }),
    organizationId: t.expose('organizationId', {
      type: 'UUID',
      description: "Sartiq's id of the organization that it belongs to. Null for a personal one.",
    }),
    backgroundPresetId: t.expose('backgroundPresetId', {
      type: 'UUID',
      description: "Sartiq's id of the background preset. Null if none was chosen.",
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When it was created, with microseconds.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When it or one of its images last changed, with microseconds.',
    }),
    baseImages: t.field({
      type: [SetBaseImageRef],
      extensions: semanticNonNull(1),
      nullable: { list: false, items: true },
      description:
        'The prepared pictures, at most one for each subject and shot type. An entry is null only if it broke the contract.',
      resolve: (design) => rowsOrFailures(design.baseImages),
    }),
    referenceImages: t.field({
      type: [SetReferenceImageRef],
      extensions: semanticNonNull(1),
      nullable: { list: false, items: true },
      description:
        'Pictures that show how shot types should look. An entry is null only if it broke the contract.',
      resolve: (design) => rowsOrFailures(design.referenceImages),
    }),
    subjectPortraits: t.field({
      type: [SubjectPortraitRef],
      extensions: semanticNonNull(1),
      nullable: { list: false, items: true },
      description: 'Portraits of the subjects. An entry is null only if it broke the contract.',
      resolve: (design) => rowsOrFailures(design.subjectPortraits),
    }),
    baseImage: t.field({
      type: SetBaseImageRef,
      description:
        'The prepared picture of one subject in one shot type; null if there is none yet. Costs no request.',
      args: {
        subjectId: t.arg({ type: 'UUID', required: true, description: "The subject's Sartiq id." }),
        shotTypeId: t.arg({ type: 'UUID', required: true, description: "The shot type's Sartiq id." }),
      },
      resolve: (design, { subjectId, shotTypeId }) => baseImageAt(design, subjectId, shotTypeId),
    }),
  }),
});

/** A set design is always complete with its base images, so none has to be asked for. */
function baseImageAt(design: SetDesignRow, subjectId: string, shotTypeId: string) {
  const image = design.baseImages.find(
    (row) => 'subjectId' in row && row.subjectId === subjectId && row.shotTypeId === shotTypeId,
  );
  return image ? rowOrFailure(image) : null;
}

const SetDesignConnection = connectionRef('SetDesign', SetDesignRef, 'set designs');

const SetDesignFilterInput = builder.inputType('SetDesignFilter', {
  description: 'Narrows a list of set designs. Everything given must hold.',
  fields: (t) => ({
    organizationId: t.field({
      type: 'UUID',
      description: `${organizationText} With it, the list has the set designs of that organization only; without it, personal ones only.`,
    }),
    ownerId: t.field({ type: 'UUID', description: 'Only set designs of this owner, by Sartiq id.' }),
  }),
});

interface SetDesignsArgs extends WindowArgs {
  readonly filter?: typeof SetDesignFilterInput.$inferInput | null | undefined;
}

interface SetDesignsRequest extends ListRequest {
  readonly filter: SetDesignFilter;
}

function readSetDesignsArgs(args: SetDesignsArgs): SetDesignsRequest {
  const filter = {
    organizationId: args.filter?.organizationId ?? null,
    ownerId: args.filter?.ownerId ?? null,
  };
  return { ...readListArgs(args, () => scopeOf('setDesigns', { filter })), filter };
}

function listOfSetDesigns({ filter }: SetDesignsRequest): ListQuery<SetDesignRow, SetDesignPageQuery> {
  return {
    read: setDesignPageRead,
    queryOf: (page) => ({ filter, page }),
    order: setDesignOrder(),
    dialect: sartiqDialect,
    pageParameters: sartiqPageParameters,
  };
}

builder.queryField('setDesigns', (t) =>
  t.field({
    type: SetDesignConnection,
    description:
      'Set designs, newest first; Sartiq has no other order. One Sartiq request for up to 100 rows.',
    args: {
      ...windowArguments(t.arg),
      filter: t.arg({
        type: SetDesignFilterInput,
        description: 'Which set designs; the personal ones if absent.',
      }),
    },
    extensions: {
      ...checkedBy(readSetDesignsArgs),
      ...plannedBy<SetDesignsArgs>((call) => {
        const request = readSetDesignsArgs(call.args);
        const facts: SetDesignFacts = { organizationId: request.filter.organizationId };
        return planConnection(request, listOfSetDesigns(request), call, { facts });
      }),
      ...semanticNonNull(),
    },
    resolve: (_root, args, context, info) => {
      const request = readSetDesignsArgs(args);
      return readConnection(request, listOfSetDesigns(request), context.sartiq.setDesignPage, context, info);
    },
  }),
);

interface SetDesignArgs {
  readonly setDesignId: string;
  readonly organizationId?: string | null | undefined;
}

function setDesignKey({ setDesignId, organizationId }: SetDesignArgs): SetDesignKey {
  return { setDesignId, organizationId: organizationId ?? null };
}

builder.queryField('setDesign', (t) =>
  t.field({
    type: SetDesignRef,
    description: 'One set design by its Sartiq id; null if there is none. One Sartiq request.',
    args: {
      setDesignId: t.arg({ type: 'UUID', required: true, description: "The set design's Sartiq id." }),
      organizationId: t.arg({ type: 'UUID', description: organizationText }),
    },
    extensions: plannedBy<SetDesignArgs>(({ args }) => planObject(setDesignRead, setDesignKey(args))),
    resolve: (_root, args, { sartiq }) => sartiq.setDesign.load(setDesignKey(args)),
  }),
);
