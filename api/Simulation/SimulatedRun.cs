using ActiveLabel.Domain.Projects;

namespace ActiveLabel.Api.Simulation;

/// <summary>An item with its true label.</summary>
/// <param name="Data">The item's data, a JSON object.</param>
/// <param name="Attributes">Of the item, a JSON object.</param>
public sealed record LabeledRow(string Data, string Label, string Attributes = "{}");

/// <summary>One strategy with one seed.</summary>
/// <param name="Data">What the simulated workers label.</param>
/// <param name="Test">What models are measured on; null measures them on the true labels of the control arm.</param>
/// <param name="Labels">The label order.</param>
/// <param name="Budget">Labels after which the run ends; null runs until everything is labeled.</param>
internal sealed record SimulatedRun(
    Strategy Strategy,
    int Seed,
    IReadOnlyList<LabeledRow> Data,
    IReadOnlyList<LabeledRow>? Test,
    IReadOnlyList<string> Labels,
    IReadOnlyList<SimulatedWorker> Crew,
    bool IsOracle,
    int? Budget)
{
    private readonly Dictionary<string, int> _indices =
        Labels.Select((label, index) => (label, index)).ToDictionary(pair => pair.label, pair => pair.index);

    /// <returns>The index of the label; -1 when the data to label has no such label.</returns>
    public int IndexOf(string label) => _indices.GetValueOrDefault(label, -1);
}

/// <summary>The simulation cannot go on; the message says why and what to do.</summary>
public sealed class SimulationException(string message) : Exception(message);
