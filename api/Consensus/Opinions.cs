using ActiveLabel.Api.Storage;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.TruthInference;
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

    /// <summary>How many judgements answer the question: not everybody is asked every one.</summary>
    public int CountOf(Question question)
        => _judgements.Count(judgement => judgement.Answers.Any(answer => answer.QuestionKey == question.Key));

    /// <param name="posterior">K: overwritten.</param>
    /// <returns>The most probable label.</returns>
    public int Infer(Question question, double[] posterior)
    {
        var k = question.Choices.Count;
        var (prior, newcomer) = _crowd.TryGetValue(question.Key, out var crowd)
            ? crowd
            : (UniformOver(k), WorkerReliability.UnknownConfusion(k));
        var labels = new List<int>(_judgements.Count);
        var confusions = new List<double>(_judgements.Count * k * k);
        foreach (var (author, answers) in _judgements)
            if (UpdateConsensus.FindLabel(question, answers) is { } label)
            {
                labels.Add(label);
                confusions.AddRange(_confusions.GetValueOrDefault((author, question.Key), newcomer));
            }
        return ItemPosterior.Infer(
            prior, confusions.ToArray(), labels.ToArray(), ItemPosterior.UsualCorrelation(k), posterior);
    }

    private static double[] UniformOver(int labels)
    {
        var uniform = new double[labels];
        Array.Fill(uniform, 1.0 / labels);
        return uniform;
    }
}
