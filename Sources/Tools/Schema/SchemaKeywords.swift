// Which keywords of a schema go into a tool's schemas (JSON Schema 2020-12, OpenAPI 3.0 §4.7.24, OpenAPI 3.1 §4.8.24).
// What is not listed stays behind: `xml`, `discriminator`, `externalDocs`, `x-…`, and all that names other documents.

enum SchemaKeyword {
    /// What stands behind a keyword.
    enum Content {
        case schema
        case schemas
        case namedSchemas
        case number
        case text
        case boolean
        case words
        case any
    }

    /// What a caller is told of an argument.
    static let ofInputs: [String: Content] = structural.merging(limits) { one, _ in one }.merging(branches) { one, _ in one }

    /// What is promised of an answer: its shape, and none of the limits that an API's document so often gets wrong.
    /// A client throws away a whole answer that breaks a promise.
    static let ofOutputs: [String: Content] = structural

    private static let structural: [String: Content] = [
        "properties": .namedSchemas, "required": .words, "items": .schema, "additionalProperties": .schema, "allOf": .schemas,
        "anyOf": .schemas, "oneOf": .schemas, "enum": .any, "const": .any, "title": .text, "description": .text, "format": .text,
        "deprecated": .boolean,
    ]

    private static let limits: [String: Content] = [
        "default": .any, "examples": .any, "minimum": .number, "maximum": .number, "exclusiveMinimum": .number, "exclusiveMaximum": .number,
        "multipleOf": .number, "minLength": .number, "maxLength": .number, "pattern": .text, "minItems": .number, "maxItems": .number,
        "uniqueItems": .boolean, "minProperties": .number, "maxProperties": .number, "minContains": .number, "maxContains": .number,
        "contentEncoding": .text, "contentMediaType": .text, "writeOnly": .boolean,
    ]

    private static let branches: [String: Content] = [
        "prefixItems": .schemas, "contains": .schema, "not": .schema, "if": .schema, "then": .schema, "else": .schema,
        "propertyNames": .schema, "patternProperties": .namedSchemas, "dependentSchemas": .namedSchemas,
    ]

    static let types: Set<String> = ["null", "boolean", "object", "array", "number", "string", "integer"]
}
