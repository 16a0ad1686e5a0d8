# The simulated backends: `docker build -f docker/demo.Dockerfile -t atelier-simulators .`
# Runs all three, or those that it is given: `docker run -p 4001:4001 atelier-simulators --host 0.0.0.0 --only piktid`
ARG BASE=gcr.io/distroless/cc-debian13:nonroot@sha256:e792ab3d241a468a4fd7519ddbbebe66b49b5f365771716ea688ad40b6c6f1c2

FROM node:24.21.0-trixie-slim AS node

FROM ${BASE}
COPY --from=node /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY package.json LICENSE ./
COPY test/simulators test/simulators
ENV NODE_ENV=production
USER 65532:65532
EXPOSE 4001 4002 4003
# One process has them all, or those that it was told to have: it lives if any answers.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "Promise.any([4001, 4002, 4003].map((port) => fetch('http://127.0.0.1:' + port))).then(() => process.exit(0), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "test/simulators/main.ts"]
CMD ["--host", "0.0.0.0"]
ARG VERSION=0.0.0-local
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="Atelier simulators" \
      org.opencontainers.image.description="Three simulated backends to try Atelier on: PiktID, Sartiq and Acusight" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}"
