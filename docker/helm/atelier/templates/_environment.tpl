{{/*
The gateway's variables: `config` as it is, `secrets` by reference. Refuses here what the gateway would refuse at its
start, so that nothing is rolled out that cannot run.
*/}}

{{- define "atelier.env" -}}
{{- include "atelier.checkSecrets" . }}
{{- include "atelier.checkGate" . }}
{{- include "atelier.checkOperations" . }}
{{- include "atelier.checkShutdown" . }}
{{- range $name, $value := .Values.config }}
- name: {{ $name }}
  value: {{ include "atelier.text" $value | quote }}
{{- end }}
{{- range $name, $reference := .Values.secrets }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ default $.Values.existingSecret $reference.name | quote }}
      key: {{ default $name $reference.key | quote }}
{{- end }}
{{- if .Values.persistedOperations.configMap }}
{{- if .Values.config.PERSISTED_OPERATIONS_FILE }}
{{- fail "only one of persistedOperations.configMap and config.PERSISTED_OPERATIONS_FILE can be set" }}
{{- end }}
- name: PERSISTED_OPERATIONS_FILE
  value: /etc/atelier/persisted-operations.json
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "atelier.checkSecrets" -}}
{{- range $name, $reference := .Values.secrets }}
{{- if not (or $reference.name $.Values.existingSecret) }}
{{- fail (printf "secrets.%s: name the Secret, here or in existingSecret" $name) }}
{{- end }}
{{- end }}
{{- with .Values.secrets }}
{{- if ne (hasKey . "SARTIQ_USERNAME") (hasKey . "SARTIQ_PASSWORD") }}
{{- fail "secrets: SARTIQ_USERNAME and SARTIQ_PASSWORD must be set together" }}
{{- end }}
{{- if and (hasKey . "SARTIQ_TOKEN") (hasKey . "SARTIQ_USERNAME") }}
{{- fail "secrets: SARTIQ_TOKEN and SARTIQ_USERNAME with SARTIQ_PASSWORD exclude each other" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "atelier.checkGate" -}}
{{- $gates := 0 }}
{{- if hasKey .Values.secrets "GATEWAY_API_KEYS" }}{{ $gates = add1 $gates }}{{ end }}
{{- if .Values.config.GATEWAY_JWKS_URL }}{{ $gates = add1 $gates }}{{ end }}
{{- if .Values.config.GATEWAY_ANONYMOUS }}{{ $gates = add1 $gates }}{{ end }}
{{- if gt (int $gates) 1 }}
{{- fail "only one of secrets.GATEWAY_API_KEYS, config.GATEWAY_JWKS_URL and config.GATEWAY_ANONYMOUS can be set" }}
{{- end }}
{{- if and (include "atelier.accounts" . | fromYaml) (eq (int $gates) 0) }}
{{- fail "service credentials are set, so who may use them must be too: set secrets.GATEWAY_API_KEYS, or config.GATEWAY_JWKS_URL with GATEWAY_JWT_ISSUER and GATEWAY_JWT_AUDIENCE, or config.GATEWAY_ANONYMOUS=allow" }}
{{- end }}
{{- end }}

{{- define "atelier.checkOperations" -}}
{{- if eq (toString .Values.config.PERSISTED_OPERATIONS) "only" }}
{{- if not (or .Values.persistedOperations.configMap .Values.config.PERSISTED_OPERATIONS_FILE) }}
{{- fail "config: PERSISTED_OPERATIONS=only needs persistedOperations.configMap or config.PERSISTED_OPERATIONS_FILE" }}
{{- end }}
{{- if .Values.config.GATEWAY_FEDERATION }}
{{- fail "config: GATEWAY_FEDERATION and PERSISTED_OPERATIONS=only cannot both be set: routers write their own operations" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "atelier.checkShutdown" -}}
{{- if ge (int64 .Values.config.SHUTDOWN_GRACE_MS) (int64 .Values.config.SHUTDOWN_TIMEOUT_MS) }}
{{- fail "config: SHUTDOWN_GRACE_MS must be less than SHUTDOWN_TIMEOUT_MS" }}
{{- end }}
{{- end }}

{{/* More than the gateway takes for its whole way out, which ends by itself at SHUTDOWN_TIMEOUT_MS. */}}
{{- define "atelier.terminationGracePeriodSeconds" -}}
{{- add (ceil (divf .Values.config.SHUTDOWN_TIMEOUT_MS 1000)) .Values.terminationMarginSeconds }}
{{- end }}
