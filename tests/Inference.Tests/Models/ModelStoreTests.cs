using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;
using Xunit;

namespace ActiveLabel.Inference.Tests.Models;

public sealed class ModelStoreTests : IDisposable
{
    private static readonly ModelReference Model = new("small", 1);

    private readonly string _directory = Directory.CreateTempSubdirectory("models").FullName;
    private readonly ModelStore _store;

    public ModelStoreTests() => _store = new(_directory);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_was_written_is_loaded()
    {
        var (card, file) = SmallSet.Train();
        _store.Write(card, file);

        var (loaded, classifier, _, _) = _store.Load(Model);

        using (classifier)
            Assert.Equal(
            (card.Sha256, 3), (loaded.Sha256, classifier.Answer(["late"], CancellationToken.None).Columns));
        Assert.Equal(Model, Assert.Single(_store.List()));
        Assert.Equal(["1"], Directory.GetFileSystemEntries(Path.Combine(_directory, "small")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_of_another_hash_is_refused()
    {
        var (card, _) = SmallSet.Train(seed: 1);
        _store.Write(card, SmallSet.Train(seed: 2).File);

        var error = Assert.Throws<ModelNotAvailableException>(() => _store.Load(Model));

        Assert.Contains("not the one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_card_is_refused()
    {
        var (card, file) = SmallSet.Train();
        _store.Write(card, file);
        File.WriteAllText(Path.Combine(_directory, "small", "1", "model.json"), "{");

        Assert.Throws<ModelNotAvailableException>(() => _store.Load(Model));
    }

    [Theory]
    [InlineData("..", 1)]
    [InlineData("a/b", 1)]
    [InlineData("small\n", 1)]
    [InlineData("small", 0)]
    [InlineData("small", 2)]
    public void What_is_not_there_is_not_available(string name, int version)
        => Assert.Throws<ModelNotAvailableException>(() => _store.Load(new(name, version)));

    [Fact]
    public void A_deleted_version_is_gone_and_may_be_deleted_again()
    {
        var (card, file) = SmallSet.Train();
        _store.Write(card, file);

        _store.Delete(Model);
        _store.Delete(Model);

        Assert.Empty(_store.List());
    }
}
