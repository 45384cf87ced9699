using ActiveLabel.Domain.Sizing;
using Xunit;

namespace ActiveLabel.Domain.Tests.Sizing;

public sealed class UseCaseCostTests
{
    [Fact]
    public void An_added_use_case_costs_as_much_as_the_first_until_its_own_curve_says_otherwise()
    {
        var costs = UseCaseCost.Of([new("billing", 500, 800), new("returns", 300, 600), new("praise", 10, null)]);

        Assert.Equal(
            [
                new("billing", 500, 800, true, 1),
                new("returns", 300, 600, true, 0.75),
                new("praise", 10, 800, false, 1),
            ],
            costs);
    }

    [Fact]
    public void While_no_curve_says_anything_nothing_is_expected()
        => Assert.Equal([new("billing", 5, null, false, null)], UseCaseCost.Of([new("billing", 5, null)]));

    [Fact]
    public void An_item_lies_in_the_slices_of_its_label_its_attributes_and_its_use_case()
    {
        var attributes = new Dictionary<string, string> { ["region"] = "north", ["useCase"] = "billing" };

        Assert.Equal(
            [
                new(CurveDimension.Class, "cat"),
                new(CurveDimension.Slice, "region=north"),
                new(CurveDimension.UseCase, "billing"),
            ],
            CurveSlice.Of("cat", attributes));
    }
}
