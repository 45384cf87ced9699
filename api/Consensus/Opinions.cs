using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Api.Consensus;

/// <summary>What one item's judgements say, and what is known of their authors.</summary>
internal sealed class Opinions
{
    private readonly List<(WorkerId Author, IReadOnlyList<Answer> Answers)> _judgements = [];
    private readonly Dictionary<(WorkerId, string Question), double[]> _confusions = [];
    private readonly Dictionary<string, (double[] LabelPrior, double[] Newcomer)> _crowd = [];
    private readonly Dictionary<string, Believed> _consensus = [];

    /// <summary>A belief that is on record.</summary>
    public sealed record Believed(int Label, float[] Posterior, double Confidence, bool IsDecided);

    /// <summary>All of it in one batch of statements.</summary>
    public static async Task<Opinions> ReadAsync(
        ActiveLabelDb db, ProjectId project, ItemId item, CancellationToken cancellationToken)
    {
        var read = new Opinions();
        await Sql.ReadAsync(
            db,
            SqlDialect.Of(db.Database).Queue.ReadOpinions,
            [("@item", item.Value), ("@project", project.Value)],
            [
                row => read._judgements.Add(
                    (new(row.GetInt64(0)), JsonColumn.Read<IReadOnlyList<Answer>>(row.GetString(1)))),
                row => read._confusions.Add(
                    (new(row.GetInt64(0)), row.GetString(1)), BlobColumn.Read<double>(row.GetValue(2))),
                row => read._crowd.Add(
                    row.GetString(0),
                    (BlobColumn.Read<double>(row.GetValue(1)), BlobColumn.Read<double>(row.GetValue(2)))),
                row => read._consensus.Add(
                    row.GetString(0),
                    new(
                        row.GetInt32(1),
                        BlobColumn.Read<float>(row.GetValue(2)),
                        row.GetDouble(3),
                        row.GetBoolean(4))),
            ],
            cancellationToken);
        return read;
    }

    /// <returns>Null where nothing is believed of it yet.</returns>
    public Believed? FindConsensus(Question question) => _consensus.GetValueOrDefault(question.Key);

    /// <summary>What those who answered the question say, and what is known of them.</summary>
    public (CrowdParameters Crowd, int[] Labels) Of(Question question)
    {
        var said = _judgements
            .Select(given => (given.Author, Label: UpdateConsensus.FindLabel(question, given.Answers)))
            .Where(one => one.Label is not null).ToList();
        var (prior, newcomer) = _crowd.TryGetValue(question.Key, out var crowd)
            ? ((double[]?)crowd.LabelPrior, (double[]?)crowd.Newcomer)
            : (null, null);
        return (
            CrowdParameters.Of(
                question,
                prior,
                newcomer,
                said.ConvertAll(one => one.Author),
                author => _confusions.GetValueOrDefault((author, question.Key))),
            [.. said.Select(one => one.Label!.Value)]);
    }
}
