using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Idempotency;

internal sealed class IdempotentAnswerConfiguration : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
    {
        builder.ToTable("idempotent_answers");
        builder.HasKey(answer => new { answer.UserId, answer.TokenId, answer.Key });
        builder.Property(answer => answer.TokenId).ValueGeneratedNever();
        builder.Property(answer => answer.Key).HasMaxLength(200);
        builder.HasOne<User>().WithMany().HasForeignKey(answer => answer.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(answer => answer.CreatedAt);
    }
}
