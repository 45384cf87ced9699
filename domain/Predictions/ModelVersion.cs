using ActiveLabel.Domain.Numerics;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Sizing;

namespace ActiveLabel.Domain.Predictions;

public readonly record struct ModelVersionId(long Value)
{
    /// <summary>Later ids are greater: keyset pages walk along them.</summary>
    public static bool operator >(ModelVersionId left, ModelVersionId right) => left.Value > right.Value;

    public static bool operator <(ModelVersionId left, ModelVersionId right) => left.Value < right.Value;
}

/// <summary>What became of a model version.</summary>
public enum ModelStage
{
    /// <summary>Trained and not yet judged fit to serve.</summary>
    Candidate = 0,

    /// <summary>Pre-labels and ranks; one version of a project at the most.</summary>
    Serving = 1,

    /// <summary>Served once, until a later version took its place.</summary>
    Retired = 2,

    /// <summary>Was worse on the control arm than what served.</summary>
    Rejected = 3,

    /// <summary>Is measured beside the others and never serves by itself.</summary>
    Shadow = 4,

    /// <summary>Is not run any more: it was refused, or somebody says so.</summary>
    Quarantined = 5,
}

/// <summary>Where a model version comes from.</summary>
public enum ModelSource
{
    /// <summary>It was trained here.</summary>
    Trained = 0,

    /// <summary>Its file was made elsewhere and is run here.</summary>
    Uploaded = 1,

    /// <summary>It is run elsewhere; its predictions are imported.</summary>
    External = 2,
}

/// <summary>How far a model and the workers say the same of the control items.</summary>
/// <param name="Judgements">Judgements that were compared.</param>
/// <param name="Share">Of them, those that say what the model says, 0 to 1.</param>
/// <param name="HumanShare">
/// Share of pairs of judgements of one item that say the same; null where no item has two. A model that agrees with
/// workers as often as they do with each other is as good as one of them.
/// </param>
public sealed record HumanAgreement(int Judgements, double Share, double? HumanShare)
{
    /// <param name="items">For each item the choices that workers made, and what the model says, K.</param>
    /// <returns>Null where nobody judged.</returns>
    public static HumanAgreement? Of(IReadOnlyList<(IReadOnlyList<int> Choices, float[] Prediction)> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var (judgements, same, pairs, samePairs) = (0, 0, 0L, 0L);
        foreach (var (choices, prediction) in items)
        {
            var top = Simplex.Top<float>(prediction);
            judgements += choices.Count;
            same += choices.Count(choice => choice == top);
            pairs += choices.Count * (choices.Count - 1L) / 2;
            samePairs += choices.GroupBy(choice => choice).Sum(alike => alike.Count() * (alike.Count() - 1L) / 2);
        }
        return judgements == 0
            ? null
            : new(judgements, (double)same / judgements, pairs == 0 ? null : (double)samePairs / pairs);
    }
}

/// <summary>One model of a project, what it was trained on and how good it is.</summary>
public sealed class ModelVersion
{
    public ModelVersionId Id { get; private set; }
    public required OrganizationId OrganizationId { get; init; }
    public required ProjectId ProjectId { get; init; }

    /// <summary>Counted from 1 within the project.</summary>
    public required int Version { get; init; }

    public ModelStage Stage { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    public ModelSource Source { get; init; }

    /// <summary>What people call it; empty for what was trained here.</summary>
    public string Name { get; init; } = "";

    public ModelKind Kind { get; init; }

    /// <summary>What it reads of an item; null for what the item itself suggests.</summary>
    public InputKind? Inputs { get; init; }

    /// <summary>Where its file is, where that does not follow from its number; see <see cref="Reference"/>.</summary>
    public string? StoredAs { get; init; }

    /// <summary>When it began to serve, the last time; null while it never has.</summary>
    public DateTimeOffset? ServedAt { get; private set; }

    /// <summary>Labeled items that its weights were fitted on here.</summary>
    public required int Labels { get; init; }

    /// <summary>Greater than one where the raw model was overconfident.</summary>
    public required double Temperature { get; set; }

    /// <summary>Members of the committee that it has beside it; 0 for none.</summary>
    public int Committee { get; init; }

    /// <summary>Of a head: the version whose vectors it reads; null where it reads items.</summary>
    public ModelVersionId? EmbedderId { get; init; }

    /// <summary>Of the ONNX file, lower-case hexadecimal; empty where there is none here.</summary>
    public required string Sha256 { get; init; }

    /// <summary>On the control arm; null while no control item is done.</summary>
    public ControlMeasurement? Measurement { get; set; }

    /// <summary>With the judgements of the control items; null while it was not compared.</summary>
    public HumanAgreement? Agreement { get; set; }

    /// <summary>Milliseconds from asking to the answer, for an item among others; null while it was not measured.
    /// </summary>
    public double? LatencyMilliseconds { get; set; }

    /// <summary>What it may answer without people; null while that was not looked at.</summary>
    public ModelTrust? Trust { get; set; }

    /// <summary>Why it serves or not, in words.</summary>
    public required string Decision { get; set; }

    /// <summary>Whether it was trained on judgements that no longer count, or without some that do again.</summary>
    public bool IsStale { get; set; }

    public ModelReference Reference => StoredAs is null
        ? ReferenceOf(ProjectId, Version)
        : ModelReference.Parse(StoredAs);

    /// <summary>The same under another number; its file stays where it is.</summary>
    public ModelVersion Numbered(int version)
    {
        var numbered = new ModelVersion
        {
            OrganizationId = OrganizationId,
            ProjectId = ProjectId,
            Version = version,
            Stage = Stage,
            CreatedAt = CreatedAt,
            Source = Source,
            Name = Name,
            Kind = Kind,
            Inputs = Inputs,
            StoredAs = StoredAs ?? (version == Version ? null : $"{Reference}"),
            Labels = Labels,
            Temperature = Temperature,
            Committee = Committee,
            EmbedderId = EmbedderId,
            Sha256 = Sha256,
            Measurement = Measurement,
            Agreement = Agreement,
            LatencyMilliseconds = LatencyMilliseconds,
            Trust = Trust,
            Decision = Decision,
            IsStale = IsStale,
        };
        numbered.ServedAt = ServedAt;
        return numbered;
    }

    /// <summary>Whether it can be asked here about the choices of a question.</summary>
    public bool CanServe => Source != ModelSource.External && Kind == ModelKind.Classifier
        && Stage != ModelStage.Quarantined;

    /// <summary>The caller sees to it that no other version of the project serves.</summary>
    public void Serve(string decision, DateTimeOffset now)
        => (Stage, Decision, ServedAt) = (ModelStage.Serving, decision, now);

    public static ModelReference ReferenceOf(ProjectId project, int version)
        => new($"project-{project.Value}", version);
}
