package io.gossamer.net.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.net.frame.ProtocolException;
import io.gossamer.net.frame.Tag;
import io.gossamer.net.membership.Ballot;
import io.gossamer.net.membership.FlushReport;
import io.gossamer.net.membership.OperationId;
import io.gossamer.net.raft.Storage;
import io.gossamer.net.raft.Timing;
import io.gossamer.net.world.Endpoint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What replicas of a coordinator agree on, its snapshots, and all that is written down about it. */
class ViewRegisterTest {
    private static final Endpoint PLACE = new Endpoint("10.0.0.7", 700);

    private static Proposal.Join join(long key) {
        return new Proposal.Join(new MemberKey(key, -key), new Welcome.Address("pid " + key, PLACE, Optional.empty()));
    }

    private static Proposal.Said said(long member, long number, long heard, Tag tag, MemorySegment body) {
        return new Proposal.Said(member, tag, new ViewLetters.Numbered(number, heard, body));
    }

    private static Proposal.Said vote(long member, long number, long heard, long view) {
        return said(member, number, heard, Tag.VOTE, new ViewLetters.Voted(view, new Ballot.Admit()).encode());
    }

    private static Enrolled member(ViewRegister register, long number) {
        return register.roster().stream()
                .filter(enrolled -> enrolled.number() == number)
                .findFirst()
                .orElseThrow();
    }

    /** One that has two members and an applicant. */
    private static ViewRegister pair() throws ProtocolException {
        ViewRegister register = new ViewRegister();
        register.take(new Proposal.Open(new byte[16]));
        register.take(join(1));
        register.take(join(2));
        register.take(vote(1, 1, 1, 1));
        register.take(join(3));
        return register;
    }

    @Test
    void whoJoinsTwiceIsOne() throws ProtocolException {
        ViewRegister register = pair();
        register.take(join(3));
        assertThat(register.roster()).hasSize(3);
        assertThat(register.view().ring()).containsExactly(1L, 2L);
        assertThat(register.lastApplicant()).isEqualTo(3);
    }

    @Test
    void aLetterIsHeardOnceAndInOrder() throws ProtocolException {
        ViewRegister register = pair();
        long told = member(register, 1).told();
        register.take(vote(1, 1, 2, 2));
        register.take(vote(1, 3, 2, 2));
        assertThat(member(register, 1).heard()).isEqualTo(1);
        assertThat(register.take(vote(1, 2, 2, 2))).isEmpty();
        assertThat(register.take(vote(1, 2, 2, 2)))
                .as("a vote that counted twice would expel")
                .isEmpty();
        register.take(vote(2, 1, 1, 2));
        assertThat(register.view().ring()).containsExactly(1L, 2L, 3L);
        assertThat(member(register, 1).told()).isEqualTo(told + 1);
    }

    @Test
    void whatAMemberHasHeardIsKeptNoLonger() throws ProtocolException {
        ViewRegister register = pair();
        assertThat(member(register, 1).after(0)).hasSize(1);
        register.take(vote(1, 2, 2, 2));
        assertThat(member(register, 1).notices()).isEmpty();
        assertThat(member(register, 2).after(0)).hasSize(1);
    }

    @Test
    void whoIsOutOfStepIsShutOutByName() throws ProtocolException {
        ViewRegister register = pair();
        register.take(vote(1, 2, 2, 2));
        List<ViewRegister.Expulsion> expelled = register.take(vote(1, 3, 2, 2));
        assertThat(expelled).singleElement().satisfies(one -> {
            assertThat(one.whom().number()).isEqualTo(1);
            assertThat(one.reason()).contains("out of step");
        });
        assertThat(register.find(new MemberKey(1, -1))).isEmpty();
    }

    @Test
    void theFirstSessionCounts() throws ProtocolException {
        ViewRegister register = pair();
        byte[] other = new byte[16];
        other[0] = 1;
        register.take(new Proposal.Open(other));
        assertThat(register.image().session()).isEqualTo(new byte[16]);
    }

    @Test
    void aSnapshotStandsForAllThatCameBefore() throws ProtocolException {
        for (long seed = 0; seed < 50; seed++) {
            RandomStream random = RandomStream.of(seed, Purpose.TEST, -1, 12, 0);
            ViewRegister kept = pair();
            ViewRegister restored = pair();
            for (int step = 0; step < 60; step++) {
                Proposal proposal = draw(random, kept);
                assertThat(Proposal.decode(proposal.encode()).encode()).isEqualTo(proposal.encode());
                kept.take(proposal);
                restored.take(Proposal.decode(proposal.encode()));
                if (random.nextInt(4) == 0) {
                    restored = new ViewRegister(
                            RegisterImage.decode(restored.image().encode()));
                }
                requireAlike(kept, restored);
            }
        }
    }

    private static Proposal draw(RandomStream random, ViewRegister register) {
        List<Enrolled> roster = List.copyOf(register.roster());
        if (roster.isEmpty() || random.nextInt(5) == 0) {
            return join(1 + random.nextInt(1000));
        }
        Enrolled who = roster.get(random.nextInt(roster.size()));
        long number = who.heard() + 1 - (random.nextInt(8) == 0 ? 1 : 0);
        long heard = random.nextInt(2) == 0 ? who.told() : 0;
        long view = register.view().number();
        OperationId operation = new OperationId(0, random.nextInt(3));
        return switch (random.nextInt(6)) {
            case 0 -> new Proposal.Lose(who.number());
            case 1 -> {
                long suspect = roster.get(random.nextInt(roster.size())).number();
                yield said(who.number(), number, heard, Tag.SUSPECT, ViewLetters.suspicion(view, suspect, true));
            }
            case 2, 3 -> vote(who.number(), number, heard, view);
            default -> {
                FlushReport report = new FlushReport(Map.of(0L, 1L), Set.of(operation), Set.of(), Set.of(operation));
                yield said(who.number(), number, heard, Tag.FLUSHED, ViewLetters.flushed(view, report));
            }
        };
    }

    private static void requireAlike(ViewRegister one, ViewRegister other) {
        assertThat(other.image().views()).isEqualTo(one.image().views());
        assertThat(other.image().next()).isEqualTo(one.image().next());
        assertThat(described(other)).isEqualTo(described(one));
    }

    private static List<String> described(ViewRegister register) {
        List<String> all = new ArrayList<>();
        for (Enrolled member : register.roster()) {
            all.add(member.number() + " " + member.address() + " " + member.heard() + " " + member.told());
            for (Enrolled.Notice notice : member.notices()) {
                // Sets have no order, and so neither have their bytes.
                byte[] body = notice.body().toArray(ValueLayout.JAVA_BYTE);
                Arrays.sort(body);
                all.add(notice.number() + " " + notice.tag() + " " + Arrays.toString(body));
            }
        }
        return all;
    }

    @Test
    void whatIsSaidAtTheDoorSurvivesTheWay() throws ProtocolException {
        Enter enter = new Enter(new MemberKey(5, 6), 4711, 3, "token", "pid 1 on here");
        assertThat(Enter.decode(enter.encode())).isEqualTo(enter);
        Leadership leadership = new Leadership(0, 1, List.of(PLACE, new Endpoint("b", 2)));
        assertThat(Leadership.decode(leadership.encode())).isEqualTo(leadership);
        assertThat(leadership.here()).isFalse();
        assertThat(leadership.endpoint()).hasValue(new Endpoint("b", 2));
        Introduction introduction = new Introduction(0, 1, "secret");
        assertThat(Introduction.decode(introduction.encode())).isEqualTo(introduction);
    }

    @Test
    void onlyAnotherReplicaOfTheSetIsLetIn() {
        ReplicaSet set =
                new ReplicaSet(1, List.of(PLACE, PLACE, PLACE), "secret", Storage.inMemory(), Timing.DEFAULT, 0);
        assertThat(new Introduction(0, 1, "secret").fits(set)).isTrue();
        assertThat(new Introduction(0, 1, "guess").fits(set)).isFalse();
        assertThat(new Introduction(0, 2, "secret").fits(set)).isFalse();
        assertThat(new Introduction(1, 1, "secret").fits(set)).isFalse();
        assertThat(new Introduction(3, 1, "secret").fits(set)).isFalse();
        assertThat(set).asString().doesNotContain("secret");
    }

    @Test
    void hostileLettersAreReadOrRefused() throws ProtocolException {
        ViewRegister register = pair();
        register.take(said(1, 2, 0, Tag.SUSPECT, ViewLetters.suspicion(2, 2, true)));
        fuzz(
                bytes -> Enter.decode(MemorySegment.ofArray(bytes)),
                new Enter(new MemberKey(5, 6), 4711, 3, "token", "name").encode());
        fuzz(
                bytes -> Leadership.decode(MemorySegment.ofArray(bytes)),
                new Leadership(0, 1, List.of(PLACE, PLACE)).encode());
        fuzz(bytes -> Introduction.decode(MemorySegment.ofArray(bytes)), new Introduction(0, 1, "secret").encode());
        fuzz(
                bytes -> ViewLetters.Numbered.decode(MemorySegment.ofArray(bytes)),
                new ViewLetters.Numbered(1, 2, ViewLetters.view(3)).encode());
        fuzz(
                bytes -> new ViewRegister(RegisterImage.decode(bytes)),
                MemorySegment.ofArray(register.image().encode()));
        for (Proposal proposal : List.of(join(1), new Proposal.Lose(4), new Proposal.Leave(5), vote(1, 2, 2, 2))) {
            fuzz(Proposal::decode, MemorySegment.ofArray(proposal.encode()));
        }
    }

    private static void fuzz(MutationFuzzer.Parser parser, MemorySegment sample) {
        int parsed = MutationFuzzer.of(parser, List.of(sample.toArray(ValueLayout.JAVA_BYTE)))
                .allowing(ProtocolException.class)
                .iterations(3_000)
                .run();
        assertThat(parsed).isPositive();
    }
}
