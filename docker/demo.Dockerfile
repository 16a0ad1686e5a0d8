# The three simulated backends: `docker build -f docker/demo.Dockerfile -t atelier-simulators .`
FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json LICENSE ./
COPY test/simulators test/simulators
USER node
EXPOSE 4001 4002 4003
CMD ["node", "test/simulators/main.ts", "--host", "0.0.0.0"]
