using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Consensus;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Graph;
using ActiveLabel.Domain.Agreement;
using ActiveLabel.Domain.Gold;
using ActiveLabel.Domain.Items;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Misconduct;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;

namespace ActiveLabel.Api.Tests.Security;

/// <summary>What is known of the quality of a tenant's work: a row of each sort.</summary>
internal static class QualityRows
{
    public static async Task AddAsync(TwoTenants tenants)
    {
        await using var db = await tenants.Server.OpenDatabaseAsync();
        var now = TimeProvider.System.GetUtcNow();
        // A quarantine that was lifted, gold that is retired: the worker has more to do.
        var quarantine = new Quarantine
        {
            OrganizationId = GraphServer.Organization,
            ProjectId = GlobalId.Parse<ProjectId>(tenants.Project)!.Value,
            WorkerId = GlobalId.Parse<WorkerId>(tenants.Ids["Worker"])!.Value,
            Cause = QuarantineCause.Person,
            Reason = TwoTenants.Canary,
            ImposedBy = "key:1",
            ImposedAt = now,
        };
        quarantine.TryLift("key:1", TwoTenants.Canary, now);
        quarantine.IsPending = false;
        db.Quarantines.Add(quarantine);
        db.WorkerMisconduct.Add(new()
        {
            OrganizationId = quarantine.OrganizationId,
            ProjectId = quarantine.ProjectId,
            WorkerId = quarantine.WorkerId,
            Probability = 0.1,
            LogOdds = -2.2,
            Evidence = [new(MisconductKind.Collusion, 0.1, 1, TwoTenants.Canary, quarantine.WorkerId.Value)],
            AnswerCount = 3,
            Place = 1_000,
            InspectedAt = now,
        });
        var item = GlobalId.Parse<ItemId>(tenants.Ids["Item"])!.Value;
        var gold = new GoldItem
        {
            OrganizationId = quarantine.OrganizationId,
            ProjectId = quarantine.ProjectId,
            ItemId = item,
            TaskId = await db.Tasks.Where(task => task.ItemId == item).Select(task => task.Id).FirstAsync(),
            Answers = [new("animal", new SingleChoiceValue("cat"))],
            Source = GoldSource.Upload,
            CreatedAt = now,
            RetiredAt = now,
        };
        db.GoldItems.Add(gold);
        AddMeasurements(db, gold);
        await db.SaveChangesAsync();
        tenants.Ids["Quarantine"] = GlobalId.Of(quarantine.Id);
        tenants.Ids["GoldItem"] = GlobalId.Of(gold.Id);
    }

    private static void AddMeasurements(ActiveLabelDb db, GoldItem gold)
    {
        db.AgreementMeasurements.Add(new()
        {
            OrganizationId = gold.OrganizationId,
            ProjectId = gold.ProjectId,
            QuestionKey = "animal",
            Attribute = TwoTenants.Canary,
            AttributeValue = TwoTenants.Canary,
            Coefficient = AgreementCoefficient.GwetAc1,
            ItemCount = 1,
            JudgementCount = 2,
            Undefined = AgreementUndefined.NoVariation,
            MeasuredAt = gold.CreatedAt,
        });
        db.PosteriorCalibration.Add(new()
        {
            OrganizationId = gold.OrganizationId,
            ProjectId = gold.ProjectId,
            Source = TruthSource.Gold,
            ItemCount = 1,
            Accuracy = 1,
            LogLoss = 0.1,
            CalibrationError = 0.1,
            CalibrationErrorFloor = 0.1,
            MeasuredAt = gold.CreatedAt,
        });
        db.LabelErrors.Add(new()
        {
            OrganizationId = gold.OrganizationId,
            ProjectId = gold.ProjectId,
            ItemId = gold.ItemId,
            Place = 1,
            Given = 0,
            Suggested = 1,
            Margin = 0.5,
            ErrorProbability = 0.5,
            Reason = TwoTenants.Canary,
            FoundAt = gold.CreatedAt,
        });
    }
}
