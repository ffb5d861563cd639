{{/* An image from the configured registry: (list registry reference). */}}
{{- define "meshwright-operator.image" -}}
{{- $registry := index . 0 -}}
{{- $reference := index . 1 -}}
{{- if $registry }}{{ $registry }}/{{ end }}{{ $reference }}
{{- end }}

{{/* An object that the build made from the operator's sources, in the release's namespace: (list root path). */}}
{{- define "meshwright-operator.object" -}}
{{- $root := index . 0 -}}
{{- $object := $root.Files.Get (index . 1) | fromYaml -}}
{{- if $object.metadata.namespace -}}
{{- $_ := set $object.metadata "namespace" $root.Release.Namespace -}}
{{- end -}}
{{- range $object.subjects -}}
{{- $_ := set . "namespace" $root.Release.Namespace -}}
{{- end -}}
{{- toYaml $object -}}
{{- end }}
