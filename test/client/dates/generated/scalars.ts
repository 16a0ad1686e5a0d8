/* eslint-disable */
import type { ScalarTable } from '#client/index.ts';

export const scalarTable: ScalarTable = {
  "roots": {
    "query": "Query",
    "mutation": "Mutation",
    "subscription": "Subscription"
  },
  "fields": {
    "Annotation": {
      "createdAt": "DateTime",
      "updatedAt": "DateTime"
    },
    "Asset": {
      "createdAt": "DateTime",
      "datasetImages": "DatasetImage"
    },
    "AssetConnection": {
      "edges": "AssetEdge",
      "nodes": "Asset"
    },
    "AssetEdge": {
      "node": "Asset"
    },
    "CreateAnnotationPayload": {
      "annotation": "Annotation"
    },
    "CreateSetDesignPayload": {
      "setDesign": "SetDesign"
    },
    "DatasetImage": {
      "annotations": "Annotation",
      "assets": "Asset",
      "createdAt": "DateTime",
      "updatedAt": "DateTime"
    },
    "DatasetImageConnection": {
      "edges": "DatasetImageEdge",
      "nodes": "DatasetImage"
    },
    "DatasetImageEdge": {
      "node": "DatasetImage"
    },
    "Image": {
      "annotations": "Annotation",
      "assets": "Asset",
      "createdAt": "DateTime",
      "datasetImages": "DatasetImage"
    },
    "ImageConnection": {
      "edges": "ImageEdge",
      "nodes": "Image"
    },
    "ImageEdge": {
      "node": "Image"
    },
    "Job": {
      "createdAt": "DateTime",
      "images": "ImageConnection",
      "updatedAt": "DateTime"
    },
    "JobConnection": {
      "edges": "JobEdge",
      "nodes": "Job"
    },
    "JobEdge": {
      "node": "Job"
    },
    "MediaResource": {
      "createdAt": "DateTime"
    },
    "Mutation": {
      "createAnnotation": "CreateAnnotationPayload",
      "createSetDesign": "CreateSetDesignPayload",
      "updateDatasetImage": "UpdateDatasetImagePayload",
      "updateSetDesign": "UpdateSetDesignPayload",
      "uploadSetDesignBaseImages": "UploadSetDesignBaseImagesPayload"
    },
    "Query": {
      "asset": "Asset",
      "assets": "AssetConnection",
      "datasetImage": "DatasetImage",
      "datasetImages": "DatasetImageConnection",
      "job": "Job",
      "jobs": "JobConnection",
      "node": "Node",
      "nodes": "Node",
      "search": "SearchResultConnection",
      "setDesign": "SetDesign",
      "setDesigns": "SetDesignConnection",
      "uploadTask": "UploadTask"
    },
    "SearchResultConnection": {
      "edges": "SearchResultEdge",
      "nodes": "SearchResult"
    },
    "SearchResultEdge": {
      "node": "SearchResult"
    },
    "SetBaseImage": {
      "createdAt": "DateTime",
      "imageMedia": "MediaResource",
      "updatedAt": "DateTime"
    },
    "SetDesign": {
      "baseImage": "SetBaseImage",
      "baseImages": "SetBaseImage",
      "createdAt": "DateTime",
      "referenceImages": "SetReferenceImage",
      "subjectPortraits": "SubjectPortrait",
      "updatedAt": "DateTime",
      "uploadTask": "UploadTask"
    },
    "SetDesignConnection": {
      "edges": "SetDesignEdge",
      "nodes": "SetDesign"
    },
    "SetDesignEdge": {
      "node": "SetDesign"
    },
    "SetReferenceImage": {
      "createdAt": "DateTime",
      "imageMedia": "MediaResource",
      "updatedAt": "DateTime"
    },
    "SubjectPortrait": {
      "createdAt": "DateTime",
      "imageMedia": "MediaResource",
      "updatedAt": "DateTime"
    },
    "Subscription": {
      "job": "Job",
      "uploadTask": "UploadTask"
    },
    "UpdateDatasetImagePayload": {
      "datasetImage": "DatasetImage"
    },
    "UpdateSetDesignPayload": {
      "setDesign": "SetDesign"
    },
    "UploadSetDesignBaseImagesPayload": {
      "uploadTask": "UploadTask"
    },
    "UploadTask": {
      "completedAt": "DateTime",
      "createdAt": "DateTime",
      "startedAt": "DateTime"
    }
  }
};
