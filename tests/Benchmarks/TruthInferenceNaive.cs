namespace ActiveLabel.Benchmarks;

/// <summary>Plain Dawid-Skene with a dictionary for every table: what the fast one is compared with.</summary>
internal sealed class TruthInferenceNaive(List<(int Item, int Worker, int Label)> rows, int itemCount, int labelCount)
{
    private readonly Dictionary<(int Item, int Label), double> _posterior = [];
    private readonly Dictionary<(int Worker, int Truth, int Label), double> _confusion = [];
    private readonly double[] _prior = new double[labelCount];

    public Dictionary<(int Item, int Label), double> Run(int rounds, CancellationToken cancellationToken)
    {
        foreach (var (item, _, label) in rows)
            _posterior[(item, label)] = _posterior.GetValueOrDefault((item, label)) + 1;
        NormalisePosterior();
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Maximise();
            Expect();
        }
        return _posterior;
    }

    private void Maximise()
    {
        Array.Clear(_prior);
        _confusion.Clear();
        for (var item = 0; item < itemCount; item++)
            for (var truth = 0; truth < labelCount; truth++)
                _prior[truth] += _posterior[(item, truth)] / itemCount;
        var totals = new Dictionary<(int Worker, int Truth), double>();
        foreach (var (item, worker, label) in rows)
            for (var truth = 0; truth < labelCount; truth++)
            {
                var share = _posterior[(item, truth)];
                var key = (worker, truth, label);
                _confusion[key] = _confusion.GetValueOrDefault(key) + share;
                totals[(worker, truth)] = totals.GetValueOrDefault((worker, truth)) + share;
            }
        foreach (var (worker, truth, label) in _confusion.Keys.ToArray())
            _confusion[(worker, truth, label)] /= totals[(worker, truth)];
    }

    private void Expect()
    {
        for (var item = 0; item < itemCount; item++)
            for (var truth = 0; truth < labelCount; truth++)
                _posterior[(item, truth)] = Math.Log(_prior[truth]);
        foreach (var (item, worker, label) in rows)
            for (var truth = 0; truth < labelCount; truth++)
                _posterior[(item, truth)] += Math.Log(_confusion[(worker, truth, label)] + 1e-10);
        for (var item = 0; item < itemCount; item++)
        {
            var top = Enumerable.Range(0, labelCount).Max(truth => _posterior[(item, truth)]);
            for (var truth = 0; truth < labelCount; truth++)
                _posterior[(item, truth)] = Math.Exp(_posterior[(item, truth)] - top);
        }
        NormalisePosterior();
    }

    private void NormalisePosterior()
    {
        for (var item = 0; item < itemCount; item++)
        {
            var sum = Enumerable.Range(0, labelCount).Sum(truth => _posterior.GetValueOrDefault((item, truth)));
            for (var truth = 0; truth < labelCount; truth++)
                _posterior[(item, truth)] = _posterior.GetValueOrDefault((item, truth)) / sum;
        }
    }
}
