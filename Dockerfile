# syntax=docker/dockerfile:1
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Analyzers/*.csproj src/Analyzers/packages.lock.json src/Analyzers/
COPY src/Kubernetes/*.csproj src/Kubernetes/packages.lock.json src/Kubernetes/
COPY src/Crds/*.csproj src/Crds/packages.lock.json src/Crds/
COPY src/Registry/*.csproj src/Registry/packages.lock.json src/Registry/
COPY src/Placement/*.csproj src/Placement/packages.lock.json src/Placement/
COPY src/Operator/*.csproj src/Operator/packages.lock.json src/Operator/
# The lock files pin and hash every package. They name no runtime identifier, so the publish below, which adds the
# ready-to-run compiler for one, restores again without them: from the same packages, whose versions are pinned centrally.
RUN dotnet restore src/Operator --locked-mode
COPY src/Analyzers src/Analyzers
COPY src/Kubernetes src/Kubernetes
COPY src/Crds src/Crds
COPY src/Registry src/Registry
COPY src/Placement src/Placement
COPY src/Operator src/Operator
COPY deploy/crds deploy/crds
RUN find src -name packages.lock.json -delete \
    && dotnet publish src/Operator --configuration Release --runtime "linux-$(echo "${TARGETARCH:-amd64}" | sed s/amd64/x64/)" \
       --self-contained false -p:PublishReadyToRun=true -p:RestorePackagesWithLockFile=false -p:ContinuousIntegrationBuild=true \
       -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
LABEL org.opencontainers.image.title="loadline-operator" \
      org.opencontainers.image.description="Propagates workloads to member clusters and keeps their split at the best value for measured latency and load" \
      org.opencontainers.image.licenses="Apache-2.0"
# Move windows name time zones; the chiseled image has no time zone data of its own.
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=build /app /app
# EnableDiagnostics=0: no files in /tmp, so the root file system can be read-only. Workstation garbage collection: a small heap matters
# more than peak throughput here.
ENV DOTNET_gcServer=0 \
    DOTNET_EnableDiagnostics=0 \
    ASPNETCORE_HTTP_PORTS=
USER 10001:10001
EXPOSE 8080 8081
ENTRYPOINT ["dotnet", "/app/Loadline.Operator.dll"]
