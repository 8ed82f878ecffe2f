package api

import (
	"maps"
	"net/http"
	"slices"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/serve"
)

type object = map[string]any

// describe answers with the OpenAPI 3.1 description of this interface.
func (a *API) describe(w http.ResponseWriter, r *http.Request) {
	a.reply(w, r, http.StatusOK, Description())
}

// Description is the OpenAPI 3.1 document. It is made from the questions' own flags and the
// casebook's own columns, so that it can't drift from them.
func Description() map[string]any {
	paths := object{"/healthz": object{"get": operation("Whether the case can be read.", nil)}}
	for _, q := range serve.Questions() {
		paths["/api/v1/"+q.Name] = object{"get": operation(q.Help, parameters(q.Question))}
	}
	for _, path := range slices.Sorted(maps.Keys(writable)) {
		one := []object{{"name": "id", "in": "path", "required": true, "schema": object{"type": "string"}}}
		paths["/api/v1/"+path+"/{id}"] = object{"get": operation("One row as it is now, with its revision.", one)}
		paths["/api/v1/"+path] = object{"post": writing("Write one row; a row with this id becomes a new revision.", rowSchema(writable[path]))}
	}
	paths["/api/v1/decisions"] = object{"post": writing("Accept or reject a claim, or make it a candidate again.", decisionSchema())}
	return object{
		"openapi": "3.1.0",
		"info":    object{"title": "Salient", "version": "1", "description": "The commands of `salient`, over HTTP. Shapes: docs/json.md."},
		"paths":   paths,
		"components": object{"schemas": object{
			"problem": object{"type": "object", "properties": object{
				"type": object{"type": "string"}, "title": object{"type": "string"}, "status": object{"type": "integer"},
				"detail": object{"type": "string"}, "instance": object{"type": "string"}, "problems": object{"type": "array"},
			}},
		}},
	}
}

func operation(summary string, params []object) object {
	op := object{"summary": summary, "responses": responses("200", "The answer.")}
	if len(params) > 0 {
		op["parameters"] = params
	}
	return op
}

func writing(summary string, schema object) object {
	return object{
		"summary":     summary,
		"requestBody": object{"required": true, "content": object{"application/json": object{"schema": schema}}},
		"responses":   responses("201", "Written: the ledger entry and its hash."),
	}
}

func responses(ok, what string) object {
	problem := object{"description": "An RFC 9457 problem document.", "content": object{
		"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/problem"}},
	}}
	return object{ok: object{"description": what, "content": object{"application/json": object{}}}, "default": problem}
}

func parameters(q serve.Question) []object {
	var out []object
	for _, f := range serve.Flags(q) {
		schema := object{"type": f.Type}
		if len(f.Enum) > 0 {
			schema["enum"] = f.Enum
		}
		out = append(out, object{"name": f.Name, "in": "query", "description": f.Help, "required": f.Needed, "schema": schema})
	}
	return out
}

func rowSchema(k salient.Kind) object {
	cells := object{}
	for _, c := range salient.Columns(k) {
		cells[c] = object{"type": "string"}
	}
	return object{"type": "object", "required": []string{"cells"}, "properties": object{
		"cells":    object{"type": "object", "properties": cells, "required": salient.Columns(k)[:1]},
		"revision": object{"type": "integer", "description": "The entry that last wrote the row; 0 for a new one."},
		"why":      object{"type": "string"},
	}}
}

func decisionSchema() object {
	return object{"type": "object", "required": []string{"claim", "decision"}, "properties": object{
		"claim":    object{"type": "string"},
		"decision": object{"type": "string", "enum": []string{"candidate", "accepted", "rejected"}},
		"reason":   object{"type": "string"},
		"revision": object{"type": "integer"},
	}}
}
