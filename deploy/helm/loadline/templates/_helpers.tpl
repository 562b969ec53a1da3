{{- define "loadline.fullname" -}}
{{- if contains "loadline" .Release.Name }}{{ printf "%s-operator" .Release.Name | trunc 52 }}{{ else }}{{ printf "%s-loadline-operator" .Release.Name | trunc 52 }}{{ end }}
{{- end }}

{{- define "loadline.selectorLabels" -}}
app.kubernetes.io/name: loadline
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end }}

{{- define "loadline.labels" -}}
{{ include "loadline.selectorLabels" . }}
app.kubernetes.io/part-of: loadline
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "loadline.serviceAccountName" -}}
{{ .Values.serviceAccount.name | default (include "loadline.fullname" .) }}
{{- end }}

{{- define "loadline.repository" -}}
{{- if .Values.global.imageRegistry }}{{ .Values.global.imageRegistry }}/{{ regexReplaceAll "^[^/]*[.:][^/]*/" .Values.image.repository "" }}{{ else }}{{ .Values.image.repository }}{{ end }}
{{- end }}

{{- define "loadline.image" -}}
{{- if .Values.image.digest }}{{ include "loadline.repository" . }}@{{ .Values.image.digest }}{{ else }}{{ include "loadline.repository" . }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}
