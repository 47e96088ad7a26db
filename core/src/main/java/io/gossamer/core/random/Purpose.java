package io.gossamer.core.random;

/** What a random stream is drawn for. The numbers are part of the frozen key mapping: append, never renumber. */
public enum Purpose {
    INITIALISATION(1),
    DATA_GENERATION(2),
    SHARDING(3),
    BATCH_ORDER(4),
    DROPOUT(5),
    CODEC(6),
    NETWORK_FAULTS(7),
    TEST(8),
    SERVER_CODEC(9),
    ALLOCATION(10),
    LOW_RANK(11),
    PERTURBATION_SEED(12),
    PERTURBATION(13),
    CLIENT_SAMPLING(14),
    REFRESH(15),
    PARTICIPATION(16),
    TOPOLOGY(17),
    ELECTION(18),
    SIMULATED_GRADIENT(19),
    SIMULATED_SPEED(20),
    GOSSIP(21),
    DIFFUSION_TIME(40),
    DIFFUSION_NOISE(41),
    CONDITION_DROP(42),
    CLUSTERING(43),
    ROUTING(44),
    SAMPLING(45);

    private final int code;

    Purpose(int code) {
        this.code = code;
    }

    /** The purpose's number, 1 to 4095. */
    public int code() {
        return code;
    }
}
