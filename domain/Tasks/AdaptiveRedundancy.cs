using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Domain.Tasks;

/// <summary>
/// How many judgements an item gets: as many as it takes to be sure, never more than the project allows. The control
/// arm always gets its full number, so that what is measured on it does not depend on who judged first.
/// </summary>
public static class AdaptiveRedundancy
{
    /// <returns>Judgements asked for before there is any.</returns>
    public static int RequiredAtFirst(Arm arm, ProjectSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return arm == Arm.Control ? settings.ControlJudgements : settings.JudgementsMin;
    }

    /// <param name="judgements">How many the item has.</param>
    /// <param name="confidence">Posterior of the consensus that they give, 0 to 1.</param>
    public static bool WantsAnother(
        Arm arm, ProjectSettings settings, double targetConfidence, int judgements, double confidence)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (judgements < RequiredAtFirst(arm, settings))
            return true;
        return arm != Arm.Control && judgements < settings.JudgementsMax && confidence < targetConfidence;
    }
}
