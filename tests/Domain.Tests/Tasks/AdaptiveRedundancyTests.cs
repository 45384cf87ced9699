using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Tasks;
using Xunit;

namespace ActiveLabel.Domain.Tests.Tasks;

public sealed class AdaptiveRedundancyTests
{
    private static readonly ProjectSettings Settings =
        new(new(), JudgementsMin: 1, JudgementsMax: 3, ControlJudgements: 3);

    [Theory]
    [InlineData(Arm.Ranked, 1, 0.95, false)]
    [InlineData(Arm.Ranked, 1, 0.89, true)]
    [InlineData(Arm.Random, 2, 0.50, true)]
    [InlineData(Arm.Ranked, 3, 0.50, false)]
    [InlineData(Arm.Control, 2, 0.99, true)]
    [InlineData(Arm.Control, 3, 0.50, false)]
    public void Asks_until_it_is_sure_or_has_all_and_on_the_control_arm_for_a_fixed_number(
        Arm arm, int judgements, double confidence, bool wanted)
        => Assert.Equal(
            wanted, AdaptiveRedundancy.WantsAnother(arm, Settings, targetConfidence: 0.9, judgements, confidence));
}
