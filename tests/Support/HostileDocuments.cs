using System.Globalization;
using System.Text;

namespace ActiveLabel.Tests.Support;

/// <summary>Documents that were written to hurt a server, each with what it tries.</summary>
public static class HostileDocuments
{
    public static IReadOnlyList<(string What, string Document)> All { get; } =
    [
        .. Nesting(), .. Repetition(), .. Fragments(), .. Values(), .. Noise(), .. Pages(), .. Introspection(),
    ];

    private static IEnumerable<(string, string)> Nesting()
    {
        foreach (var depth in new[] { 16, 64, 127, 500, 5_000, 16_000 })
            yield return ($"selections {depth} deep", Repeat("{a", depth) + Repeat("}", depth));
        foreach (var depth in new[] { 16, 500, 10_000 })
            yield return ($"lists {depth} deep", "{a(x:" + Repeat("[", depth) + Repeat("]", depth) + ")}");
        foreach (var depth in new[] { 16, 500, 5_000 })
            yield return ($"objects {depth} deep", "{a(x:" + Repeat("{b:", depth) + "1" + Repeat("}", depth) + ")}");
        foreach (var size in new[] { 20, 40, 80, 120 })
            yield return ($"{size} x {size} inline fragments", InlineFragments(size, size));
        yield return ("types 5,000 lists deep", "query($a:" + Repeat("[", 5_000) + "Int" + Repeat("]", 5_000) + "){a}");
        yield return ("open braces alone", Repeat("{", 30_000));
    }

    private static IEnumerable<(string, string)> Repetition()
    {
        foreach (var count in new[] { 900, 2_000, 8_000 })
            yield return ($"{count} times one field", $"{{ {Repeat("__typename ", count)} }}");
        foreach (var count in new[] { 100, 199, 1_000 })
            yield return ($"{count} aliases", $"{{ {Many(count, n => $"a{n}:__typename ")} }}");
        yield return ("5,000 unknown fields", $"{{ {Many(5_000, n => $"u{n} ")} }}");
        yield return ("900 unknown fields", $"{{ {Many(900, n => $"u{n} ")} }}");
        yield return ("900 unknown arguments", $"{{ viewer({Many(900, n => $"u{n}:1 ")}) {{ name }} }}");
        yield return ("900 variables", $"query({Many(900, n => $"$v{n}:Int ")}) {{ __typename }}");
        yield return ("99 variables", $"query({Many(99, n => $"$v{n}:Int ")}) {{ __typename }}");
        yield return ("one argument 900 times", $"{{ viewer({Repeat("a:1 ", 900)}) {{ name }} }}");
        yield return ("1,000 operations", Many(1_000, n => $"query q{n} {{ __typename }} "));
        yield return ("9 operations of one name", Repeat("query q { __typename } ", 9));
        yield return ("90 directives on a field", $"{{ __typename {Repeat("@skip(if:false) ", 90)} }}");
        yield return ("6,000 directives", $"{{ __typename {Repeat("@a ", 6_000)} }}");
        yield return ("400 conflicting fields", "{ " + Many(400, n => $"node(id:\"{n}\") {{ id }} ") + "}");
        yield return ("conflicts in deep siblings", "{ " + Repeat("viewer { organization { name } role } ", 150) + "}");
        yield return ("60 mutations in a row", "mutation { " + Many(
            60, n => $"m{n}: claimTasks(input: {{ projectId: \"x\" }}) {{ whyNoTask {{ rule }} }} ") + "}");
        yield return ("two root fields of a subscription",
            "subscription { a: onAlert(projectId: \"x\") { code } b: onAlert(projectId: \"x\") { code } }");
    }

    private static IEnumerable<(string, string)> Fragments()
    {
        foreach (var doublings in new[] { 8, 16, 24, 32, 40, 48 })
            yield return ($"2^{doublings} spreads", Doubling(doublings));
        yield return ("2^64 spreads", Doubling(64));
        yield return ("a fragment that spreads itself", "{ ...a } fragment a on Query { ...a }");
        yield return ("fragments in a circle", "{ ...f0 } " + Many(
            49, n => $"fragment f{n} on Query {{ ...f{(n + 1) % 49} }} "));
        yield return ("every fragment spreads every other", "{ ...f0 } " + Many(
            20, n => $"fragment f{n} on Query {{ {Many(20, m => m == n ? "" : $"...f{m} ")} }} "));
        yield return ("2,000 fragments", "{ __typename } " + Many(2_000, n => $"fragment f{n} on Query {{ a }} "));
        yield return ("one fragment spread 900 times",
            $"{{ {Repeat("...f ", 900)} }} fragment f on Query {{ __typename }}");
        yield return ("fragments on nothing", "{ ...f } fragment f on Nothing { a }");
        yield return ("one name for 40 fragments", "{ ...f } " + Repeat("fragment f on Query { __typename } ", 40));
        yield return (
            "unused fragments",
            "{ __typename } " + Many(49, n => $"fragment f{n} on Query {{ __typename }} "));
        yield return ("fields that overlap through fragments", "{ ...f0 } " + Many(
            40, n => $"fragment f{n} on Query {{ {Many(20, m => $"a{m}: __typename ")} ...f{n + 1} }} ")
            + "fragment f40 on Query { __typename }");
    }

    private static IEnumerable<(string, string)> Values()
    {
        yield return ("a list of 8,000 numbers", $"{{ nodes(ids: [{Repeat("1,", 8_000)}]) {{ id }} }}");
        yield return ("a string of 30,000 characters", $"{{ node(id: \"{new string('x', 30_000)}\") {{ id }} }}");
        yield return ("a string of a megabyte", $"{{ node(id: \"{new string('x', 1_000_000)}\") {{ id }} }}");
        yield return (
            "a number of 30,000 digits",
            $"{{ items(projectId: \"x\", first: {new string('9', 30_000)}) {{ nodes {{ id }} }} }}");
        yield return (
            "an object of 2,000 fields",
            $"mutation {{ createProject(input: {{ {Many(2_000, n => $"f{n}:1 ")} }}) {{ project {{ id }} }} }}");
        yield return (
            "one field 1,000 times in an object",
            $"mutation {{ createProject(input: {{ {Repeat("name:\"x\" ", 1_000)} }}) {{ project {{ id }} }} }}");
        yield return ("an exponent without end", "{ items(projectId: \"x\", first: 1e999999) { nodes { id } } }");
        yield return ("a negative page", "{ items(projectId: \"x\", first: -2147483648) { nodes { id } } }");
        yield return ("an ID of another kind", "{ node(id: {a: [1, {b: $c}]}) { id } }");
        yield return (
            "a cursor of 20,000 characters",
            $"{{ projects(after: \"{new string('A', 20_000)}\") {{ nodes {{ id }} }} }}");
        yield return ("a NUL in a string", "{ node(id: \"\\u0000\") { id } }");
        yield return ("half a surrogate", "{ node(id: \"\\uD800\") { id } }");
    }

    private static IEnumerable<(string, string)> Noise()
    {
        yield return ("nothing", "");
        yield return ("spaces alone", new string(' ', 30_000));
        yield return ("a comment of 30,000 characters", "#" + new string('x', 30_000));
        yield return ("15,000 comments", Repeat("#\n", 15_000) + "{ __typename }");
        yield return ("9,999 comments", Repeat("#\n", 9_990) + "{ __typename }");
        yield return ("30,000 commas", "{ __typename " + new string(',', 30_000) + "}");
        yield return ("a string without end", "{ node(id: \"" + new string('x', 20_000));
        yield return ("a block string without end", "{ node(id: \"\"\"" + new string('x', 20_000));
        yield return (
            "a block string of 10,000 lines",
            "{ node(id: \"\"\"" + Repeat(" \n", 10_000) + "\"\"\") { id } }");
        yield return ("a byte order mark", "\uFEFF{ __typename }");
        yield return ("a NUL", "{ __typename \0 }");
        yield return ("right-to-left marks", "{ \u202E__typename }");
        yield return ("no GraphQL", "<html>" + new string('&', 10_000));
        yield return ("a type definition", "type Query { a: Int } { __typename }");
        yield return ("20,000 dots", "{ " + new string('.', 20_000) + " }");
        yield return ("an operation without a name to run", "query a { __typename } query b { __typename }");
    }

    private static IEnumerable<(string, string)> Pages()
    {
        yield return (
            "pages of pages",
            "{ items(projectId: \"x\", first: 100) { nodes { judgements(first: 100) { nodes "
            + "{ item { events(first: 100) { nodes { cursor } } } } } } } }");
        yield return ("pages of pages from the end", "{ items(projectId: \"x\", last: 100) { nodes "
            + "{ judgements(last: 100) { nodes { item { events(last: 100) { nodes { cursor } } } } } } } }");
        yield return ("pages by a default", "query($n: Int = 100) { items(projectId: \"x\", first: $n) { nodes "
            + "{ judgements(first: $n) { nodes { item { events(first: $n) { nodes { cursor } } } } } } } }");
        yield return ("190 pages by aliases", "{ " + Many(
            190, n => $"a{n}: projects(first: 100) {{ nodes {{ id name metrics {{ queue {{ depth }} }} }} }} ") + "}");
    }

    private static IEnumerable<(string, string)> Introspection()
    {
        yield return ("types of types", "{ __schema { types { fields { type { fields { type { fields { type { fields "
            + "{ type { name } } } } } } } } } } }");
        yield return ("ofType 14 deep", "{ __schema { types { fields { type { " + Repeat("ofType { ", 10) + "name "
            + Repeat("} ", 10) + "} } } } }");
        yield return ("ofType 100 deep", "{ __type(name: \"Query\") { " + Repeat("ofType { ", 100) + "name "
            + Repeat("} ", 100) + "} }");
        yield return ("the schema 100 times by aliases", "{ " + Many(
            100, n => $"a{n}: __schema {{ types {{ fields {{ name }} }} }} ") + "}");
        yield return ("the largest type 40 times by aliases", "{ " + Many(
            40, n => $"a{n}: __type(name: \"Query\") {{ fields {{ name args {{ name type {{ name }} }} }} }} ") + "}");
        yield return ("as much of the schema as may be", "{ " + Many(
            15, n => $"a{n}: __schema {{ types {{ name fields {{ name description }} }} }} ") + "}");
        yield return ("what tools ask of the schema", Tools);
    }

    private const string Tools = """
        query IntrospectionQuery { __schema { queryType { name } mutationType { name }
          subscriptionType { name } types { ...FullType }
          directives { name description locations args { ...InputValue } } } }
        fragment FullType on __Type { kind name description
          fields(includeDeprecated: true) { name description args { ...InputValue }
            type { ...TypeRef } isDeprecated deprecationReason }
          inputFields { ...InputValue } interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef } }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
        fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
          kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }
        """;

    private static string InlineFragments(int wide, int deep)
    {
        var text = new StringBuilder("{ __typename ");
        for (var level = 0; level < deep; level++)
            text.Append(Repeat("... on Query { __typename } ", wide)).Append("... on Query { ");
        return text.Append("__typename ").Append(Repeat("} ", deep)).Append('}').ToString();
    }

    private static string Doubling(int times)
        => "{ ...f0 } " + Many(times, n => $"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }} ")
            + string.Create(CultureInfo.InvariantCulture, $"fragment f{times} on Query {{ __typename }}");

    private static string Many(int count, Func<int, string> text)
        => string.Concat(Enumerable.Range(0, count).Select(text));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
