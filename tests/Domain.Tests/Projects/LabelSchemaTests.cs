using ActiveLabel.Domain.Projects;
using Xunit;

namespace ActiveLabel.Domain.Tests.Projects;

public sealed class LabelSchemaTests
{
    [Fact]
    public void A_usable_schema_is_accepted() => Assert.Null(Schema(new("a", "A"), new("b", "B")).Validate());

    [Fact]
    public void One_choice_is_no_choice()
        => Assert.Contains("1 choices", Schema(new Choice("a", "A")).Validate(), StringComparison.Ordinal);

    [Fact]
    public void Choices_of_the_same_key_are_refused_by_name()
        => Assert.Contains("'a' twice", Schema(new("a", "A"), new("a", "B")).Validate(), StringComparison.Ordinal);

    private static LabelSchema Schema(params Choice[] choices)
        => new(1, "Read it.", [new("q", "What is it?", AnnotationType.SingleChoice, choices)]);
}
