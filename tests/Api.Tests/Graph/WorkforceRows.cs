using ActiveLabel.Api.Agreement;
using ActiveLabel.Api.Connectors;
using ActiveLabel.Api.Graph;
using ActiveLabel.Api.LabelErrors;
using ActiveLabel.Api.Performance;
using ActiveLabel.Api.Storage;
using ActiveLabel.Api.Tests.Security;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Performance;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Qualifications;
using ActiveLabel.Domain.Tasks;
using ActiveLabel.Domain.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Api.Tests.Graph;

/// <summary>Copies of what the sample data has one of, so that pages about people and quality are full.</summary>
internal static class WorkforceRows
{
    public static async Task AddAsync(TwoTenants tenants, int count)
    {
        await tenants.Server.Services.GetRequiredService<SumPerformance>().ExecuteAsync(CancellationToken.None);
        await using var db = await tenants.Server.OpenDatabaseAsync();
        // A copy is of another worker where it can be: rows that all point at one thing would hide what each costs.
        var workers = await db.Workers.Where(worker => worker.OrganizationId == GraphServer.Organization)
            .OrderByDescending(worker => worker.Id).Select(worker => worker.Id).Take(count).ToListAsync();
        await CopyAsync<Crowd>(db, count, (copy, number) => Set(copy, "Key", $"crowd-{number}"));
        await CopyAsync<AccessZone>(db, count, (copy, number) => Set(copy, "Key", $"zone-{number}"));
        await CopyAsync<WorkerConflict>(db, count, (copy, number) => Set(copy, "Value", $"value-{number}"));
        await CopyAsync<WorkerCredential>(db, count, (copy, number) => Set(copy, "Key", $"key-{number}"));
        await CopyAsync<WorkerCredential>(
            db, workers.Count, (copy, number) => Set(copy, "WorkerId", workers[number - 1]));
        await CopyAsync<Qualification>(db, count, (copy, number) => Set(copy, "Key", $"qualification-{number}"));
        await CopyAsync<QualificationAttempt>(
            db, workers.Count, (copy, number) => Set(copy, "WorkerId", workers[number - 1]));
        await CopyAsync<Invitation>(db, count, (copy, number) => Set(copy, "TokenHash", $"{number}".PadLeft(64, '0')));
        await CopyAsync<CrowdConnector>(db, count, (_, _) => { });
        await CopyAsync<WorkerDay>(db, count, (copy, number) => Set(copy, "Day", number));
        await CopyAsync<Pool>(db, count, (copy, number) =>
        {
            Set(copy, "Number", 100 + number);
            Set(copy, "Hash", $"{number}".PadLeft(64, '0'));
        });
        await CopyAsync<AgreementMeasurement>(
            db, count, (copy, number) => Set(copy, "AttributeValue", $"value-{number}"));
        var items = await db.Items.Where(item => item.OrganizationId == GraphServer.Organization
                && !db.LabelErrors.Any(found => found.ItemId == item.Id))
            .OrderBy(item => item.Id).Select(item => item.Id).Take(count).ToListAsync();
        await CopyAsync<LabelError>(db, items.Count, (copy, number) =>
        {
            Set(copy, "ItemId", items[number - 1]);
            Set(copy, "Place", 1 + number);
        });
        await AddDeliveriesAsync(db, count);
        await AddGoldAsync(tenants, db, count);
    }

    private static async Task AddGoldAsync(TwoTenants tenants, ActiveLabelDb db, int count)
    {
        var project = GlobalId.Parse<ProjectId>(tenants.Project)!.Value;
        foreach (var task in await db.Tasks.Where(task => task.ProjectId == project)
            .OrderByDescending(task => task.Id).Take(count).ToListAsync())
            db.GoldItems.Add(new()
            {
                OrganizationId = task.OrganizationId,
                ProjectId = project,
                ItemId = task.ItemId,
                TaskId = task.Id,
                Answers = [new("animal", new SingleChoiceValue("cat"))],
                Source = default,
                CreatedAt = TimeProvider.System.GetUtcNow(),
            });
        await db.SaveChangesAsync();
        var judgement = await db.Judgements.FirstAsync(known => known.ProjectId == project);
        db.GoldResults.Add(new()
        {
            OrganizationId = judgement.OrganizationId,
            ProjectId = project,
            WorkerId = judgement.WorkerId,
            GoldItemId = (await db.GoldItems.FirstAsync(gold => gold.ProjectId == project)).Id,
            JudgementId = judgement.Id,
            IsRight = true,
            At = judgement.SubmittedAt,
        });
        await db.SaveChangesAsync();
    }

    private static async Task AddDeliveriesAsync(ActiveLabelDb db, int count)
    {
        var connector = await db.CrowdConnectors.OrderBy(known => known.Id).FirstAsync();
        db.ConnectorDeliveries.AddRange(Enumerable.Range(1, count).Select(number => new ConnectorDelivery
        {
            OrganizationId = connector.OrganizationId,
            ConnectorId = connector.Id,
            AfterSequence = number - 1,
            LastSequence = number,
            Body = "{}",
            State = DeliveryState.Delivered,
            NextAttemptAt = TimeProvider.System.GetUtcNow(),
            CreatedAt = TimeProvider.System.GetUtcNow(),
        }));
        await db.SaveChangesAsync();
    }

    private static void Set(EntityEntry copy, string property, object value)
        => copy.Property(property).CurrentValue = value;

    private static async Task CopyAsync<T>(ActiveLabelDb db, int count, Action<EntityEntry, int> change)
        where T : class
    {
        var key = db.Model.FindEntityType(typeof(T))!.FindPrimaryKey()!.Properties;
        var first = (await db.Set<T>().AsNoTracking().ToListAsync()).First();
        for (var number = 1; number <= count; number++)
        {
            var copy = db.Entry((T)db.Entry(first).CurrentValues.ToObject());
            foreach (var property in key.Where(property => property.ValueGenerated == ValueGenerated.OnAdd))
                Set(copy, property.Name, Activator.CreateInstance(property.ClrType)!);
            change(copy, number);
            copy.State = EntityState.Added;
        }
        await db.SaveChangesAsync();
    }
}
