using GraphQL.Types;
using GraphQL.Utilities;

namespace ActiveLabel.Api.Graph;

/// <summary>Describes what means the same wherever it stands; what a class says of itself comes first.</summary>
public sealed class CommonDescriptions : BaseSchemaNodeVisitor
{
    private static readonly Dictionary<string, string> Arguments = new()
    {
        ["first"] = $"At most so many from the beginning, 1 to {PageRequest.SizeMax}; "
            + $"{PageRequest.SizeDefault} where neither this nor 'last' is said.",
        ["last"] = $"At most so many from the end, 1 to {PageRequest.SizeMax}; not together with 'first'.",
        ["after"] = "A cursor of the list: what comes after it.",
        ["before"] = "A cursor of the list: what comes before it.",
        ["input"] = "What to do.",
        ["id"] = "An id that this server gave.",
        ["projectId"] = "The project.",
    };

    private static readonly Dictionary<string, string> Fields = new()
    {
        ["id"] = "Stays the same, and is unique over all types; 'node' finds it again.",
        ["createdAt"] = "When it came to be.",
        ["errors"] = "Why it was refused; null where it was not.",
        ["edges"] = "What is on the page, each with its cursor.",
        ["nodes"] = "What is on the page, without the cursors.",
        ["pageInfo"] = "Where the page lies in its list.",
        ["cursor"] = "The place in the list: asks for what comes after it, or before it.",
        ["node"] = "What is there.",
        ["projectId"] = "The project.",
        ["taskId"] = "The task.",
        ["workerId"] = "The worker.",
        ["modelVersionId"] = "The model version.",
        ["worker"] = "The worker.",
        ["project"] = "The project.",
        ["task"] = "The task.",
        ["item"] = "The item.",
        ["at"] = "When it happened.",
        ["eq"] = "This one.",
        ["in"] = $"One of these; at most {ListQuery<object>.WalksMax}.",
        ["questionKey"] = "The question of the label schema.",
    };

    public override void VisitObject(IObjectGraphType type, ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(type);
        type.Description ??= type.Name switch
        {
            "Query" => "What can be read.",
            "Mutation" => "What can be changed. Fields run one after the other; each is done whole or not at all.",
            "Subscription" => "What can be listened to. Each result has a cursor, and resumes after one.",
            var name when name.EndsWith("Connection", StringComparison.Ordinal) => "A page of a list.",
            var name when name.EndsWith("Edge", StringComparison.Ordinal) => "One place in a list.",
            var name when name.EndsWith("Payload", StringComparison.Ordinal) => $"What came of {Verb(name, 7)}.",
            _ => null,
        };
    }

    public override void VisitInputObject(IInputObjectGraphType type, ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.Name.EndsWith("Input", StringComparison.Ordinal)
            && schema?.Mutation?.HasField(Verb(type.Name, 5)) is true)
            type.Description ??= $"What {Verb(type.Name, 5)} is told.";
        else if (type.Name.EndsWith("FilterInput", StringComparison.Ordinal))
            type.Description ??= "Which of a few values; the list keeps the order of its arrival.";
    }

    public override void VisitUnion(UnionGraphType type, ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.Name.EndsWith("Error", StringComparison.Ordinal))
            type.Description ??= $"Why {Verb(type.Name, 5)} can be refused.";
    }

    public override void VisitObjectFieldDefinition(FieldType field, IObjectGraphType type, ISchema schema)
        => Describe(field);

    public override void VisitInterfaceFieldDefinition(FieldType field, IInterfaceGraphType type, ISchema schema)
        => Describe(field);

    public override void VisitInputObjectFieldDefinition(FieldType field, IInputObjectGraphType type, ISchema schema)
        => Describe(field);

    public override void VisitObjectFieldArgumentDefinition(
        QueryArgument argument, FieldType field, IObjectGraphType type, ISchema schema)
    {
        ArgumentNullException.ThrowIfNull(argument);
        argument.Description ??= Arguments.GetValueOrDefault(argument.Name);
    }

    private static void Describe(FieldType field)
    {
        ArgumentNullException.ThrowIfNull(field);
        field.Description ??= Fields.GetValueOrDefault(field.Name);
    }

    // CreateProjectInput -> createProject
    private static string Verb(string name, int suffix) => char.ToLowerInvariant(name[0]) + name[1..^suffix];
}
