/* Times forward and backward of recurrent layers by oneDNN's own RNN primitives (vanilla RNN with tanh, GRU as PyTorch's, LSTM), and prints
 * one JSON line. For oneDNN 2.x (Debian's libdnnl-dev):
 *
 *     cc -O3 onednn_rnn.c -o onednn_rnn -ldnnl && OMP_NUM_THREADS=2 ./onednn_rnn lstm 128 50 50 65 2 3
 *
 * Arguments: cell, hidden, batch, sequence, vocabulary, layers, seconds. One step is what a framework would ask of it in training: the
 * weights, as an optimizer keeps them, are put into the layout that the primitives chose; forward with workspace; gradients set to zero;
 * backward to every weight and bias; gradients put back into the optimizer's layout. No head, loss, clip or optimizer.
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if DNNL_VERSION_MAJOR != 2
#error "This program speaks the C interface of oneDNN 2."
#endif

#define MAX_ARGS 24
#define MAX_GROUPS 2
#define MAX_RUNS 100000

typedef enum { RNN, GRU, LSTM } cell_t;

/* Layers of equal input size, which one primitive runs: the first layer, and all others. */
typedef struct {
    int layers, input, args, backward_args;
    dnnl_primitive_t forward, backward;
    dnnl_exec_arg_t forward_list[MAX_ARGS], backward_list[MAX_ARGS];
    dnnl_memory_t source, destination, source_gradient, destination_gradient;
    dnnl_primitive_t reorder[6];
    dnnl_exec_arg_t reorder_args[6][2];
    int forward_reorders, all_before_gradients, reorders;
    void *gradients[3];
    size_t gradient_bytes[3];
} group_t;

static dnnl_engine_t engine;
static dnnl_stream_t stream;

static void check(dnnl_status_t status, int line) {
    if (status == dnnl_success) return;
    fprintf(stderr, "oneDNN refused with status %d at line %d of onednn_rnn.c\n", (int)status, line);
    exit(1);
}
#define CHECK(call) check((call), __LINE__)

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static dnnl_memory_desc_t describe(int ndims, const dnnl_dims_t dims, dnnl_format_tag_t tag) {
    dnnl_memory_desc_t md;
    CHECK(dnnl_memory_desc_init_by_tag(&md, ndims, dims, dnnl_f32, tag));
    return md;
}

/* Memory filled with small numbers from a fixed sequence; workspaces (which may hold anything) with zeros. */
static dnnl_memory_t allocate(const dnnl_memory_desc_t *md, float scale) {
    static unsigned state = 1;
    dnnl_memory_t memory;
    void *data;
    CHECK(dnnl_memory_create(&memory, md, engine, DNNL_MEMORY_ALLOCATE));
    CHECK(dnnl_memory_get_data_handle(memory, &data));
    size_t bytes = dnnl_memory_desc_get_size(md);
    memset(data, 0, bytes);
    if (scale > 0)
        for (size_t n = 0; n < bytes / sizeof(float); n++) {
            state = state * 1664525u + 1013904223u;
            ((float *)data)[n] = scale * ((state >> 8) / 8388608.0f - 1);
        }
    return memory;
}

static const dnnl_memory_desc_t *wanted(dnnl_primitive_desc_t pd, int arg) {
    return dnnl_primitive_desc_query_md(pd, dnnl_query_exec_arg_md, arg);
}

static void add(dnnl_exec_arg_t *list, int *count, int arg, dnnl_memory_t memory) {
    list[*count].arg = arg;
    list[(*count)++].memory = memory;
}

static dnnl_memory_t find(const dnnl_exec_arg_t *list, int count, int arg) {
    for (int n = 0; n < count; n++)
        if (list[n].arg == arg) return list[n].memory;
    fprintf(stderr, "argument %d is not there\n", arg);
    exit(1);
}

/* Plans a copy between two layouts, unless they are one; returns the memory of the layout that the primitive wants. */
static dnnl_memory_t convert(group_t *g, dnnl_memory_t plain, const dnnl_memory_desc_t *plain_md, const dnnl_memory_desc_t *md, int towards_plain) {
    if (dnnl_memory_desc_equal(plain_md, md)) return plain;
    dnnl_memory_t other = allocate(md, 0);
    dnnl_primitive_desc_t pd;
    const dnnl_memory_desc_t *from = towards_plain ? md : plain_md, *to = towards_plain ? plain_md : md;
    CHECK(dnnl_reorder_primitive_desc_create(&pd, from, engine, to, engine, NULL));
    CHECK(dnnl_primitive_create(&g->reorder[g->reorders], pd));
    int count = 0;
    add(g->reorder_args[g->reorders], &count, DNNL_ARG_FROM, towards_plain ? other : plain);
    add(g->reorder_args[g->reorders], &count, DNNL_ARG_TO, towards_plain ? plain : other);
    g->reorders++;
    return other;
}

static void build(group_t *g, cell_t cell, int hidden, int batch, int seq, dnnl_memory_t source) {
    int gates = cell == RNN ? 1 : cell == GRU ? 3 : 4, biases = cell == GRU ? 4 : gates;
    dnnl_dims_t source_dims = {seq, batch, g->input}, state_dims = {g->layers, 1, batch, hidden}, destination_dims = {seq, batch, hidden};
    dnnl_dims_t input_dims = {g->layers, 1, g->input, gates, hidden}, recurrent_dims = {g->layers, 1, hidden, gates, hidden}, bias_dims = {g->layers, 1, biases, hidden};
    dnnl_memory_desc_t x = describe(3, source_dims, dnnl_tnc), y = describe(3, destination_dims, dnnl_tnc), s = describe(4, state_dims, dnnl_ldnc);
    dnnl_memory_desc_t wx = describe(5, input_dims, dnnl_format_tag_any), wh = describe(5, recurrent_dims, dnnl_format_tag_any), b = describe(4, bias_dims, dnnl_ldgo);
    dnnl_memory_desc_t plain_x = describe(5, input_dims, dnnl_ldigo), plain_h = describe(5, recurrent_dims, dnnl_ldigo);
    dnnl_rnn_desc_t forward, backward;
    dnnl_rnn_direction_t way = dnnl_unidirectional_left2right;
    if (cell == RNN) {
        CHECK(dnnl_vanilla_rnn_forward_desc_init(&forward, dnnl_forward_training, dnnl_eltwise_tanh, way, &x, &s, &wx, &wh, &b, &y, &s, 0, 0, 0));
        CHECK(dnnl_vanilla_rnn_backward_desc_init(&backward, dnnl_backward, dnnl_eltwise_tanh, way, &x, &s, &wx, &wh, &b, &y, &s, &x, &s, &wx, &wh, &b, &y, &s, 0, 0, 0));
    } else if (cell == GRU) {
        CHECK(dnnl_lbr_gru_forward_desc_init(&forward, dnnl_forward_training, way, &x, &s, &wx, &wh, &b, &y, &s, 0));
        CHECK(dnnl_lbr_gru_backward_desc_init(&backward, dnnl_backward, way, &x, &s, &wx, &wh, &b, &y, &s, &x, &s, &wx, &wh, &b, &y, &s, 0));
    } else {
        CHECK(dnnl_lstm_forward_desc_init(&forward, dnnl_forward_training, way, &x, &s, &s, &wx, &wh, &b, &y, &s, &s, 0));
        CHECK(dnnl_lstm_backward_desc_init(&backward, dnnl_backward, way, &x, &s, &s, &wx, &wh, &b, &y, &s, &s, &x, &s, &s, &wx, &wh, &b, &y, &s, &s, 0));
    }

    dnnl_primitive_desc_t fpd, bpd;
    CHECK(dnnl_primitive_desc_create(&fpd, &forward, NULL, engine, NULL));
    CHECK(dnnl_primitive_desc_create(&bpd, &backward, NULL, engine, fpd));
    CHECK(dnnl_primitive_create(&g->forward, fpd));
    CHECK(dnnl_primitive_create(&g->backward, bpd));

    float scale = 1 / sqrtf((float)hidden);
    dnnl_memory_t weights_x = allocate(&plain_x, scale), weights_h = allocate(&plain_h, scale);
    dnnl_memory_t bias = allocate(&b, scale), gradient_b = allocate(&b, 0);
    g->source = source;
    g->destination = allocate(&y, 0);
    add(g->forward_list, &g->args, DNNL_ARG_SRC_LAYER, source);
    add(g->forward_list, &g->args, DNNL_ARG_SRC_ITER, allocate(&s, 0));
    if (cell == LSTM) add(g->forward_list, &g->args, DNNL_ARG_SRC_ITER_C, allocate(&s, 0));
    add(g->forward_list, &g->args, DNNL_ARG_WEIGHTS_LAYER, convert(g, weights_x, &plain_x, wanted(fpd, DNNL_ARG_WEIGHTS_LAYER), 0));
    add(g->forward_list, &g->args, DNNL_ARG_WEIGHTS_ITER, convert(g, weights_h, &plain_h, wanted(fpd, DNNL_ARG_WEIGHTS_ITER), 0));
    g->forward_reorders = g->reorders;
    add(g->forward_list, &g->args, DNNL_ARG_BIAS, bias);
    add(g->forward_list, &g->args, DNNL_ARG_DST_LAYER, g->destination);
    add(g->forward_list, &g->args, DNNL_ARG_DST_ITER, allocate(&s, 0));
    if (cell == LSTM) add(g->forward_list, &g->args, DNNL_ARG_DST_ITER_C, allocate(&s, 0));
    add(g->forward_list, &g->args, DNNL_ARG_WORKSPACE, allocate(wanted(fpd, DNNL_ARG_WORKSPACE), 0));

    memcpy(g->backward_list, g->forward_list, sizeof g->forward_list);
    g->backward_args = g->args;
    for (int n = 0; n < g->backward_args; n++) {
        if (g->backward_list[n].arg == DNNL_ARG_WEIGHTS_LAYER)
            g->backward_list[n].memory = convert(g, weights_x, &plain_x, wanted(bpd, DNNL_ARG_WEIGHTS_LAYER), 0);
        if (g->backward_list[n].arg == DNNL_ARG_WEIGHTS_ITER)
            g->backward_list[n].memory = convert(g, weights_h, &plain_h, wanted(bpd, DNNL_ARG_WEIGHTS_ITER), 0);
    }
    g->all_before_gradients = g->reorders;
    g->source_gradient = allocate(&x, 0);
    g->destination_gradient = allocate(&y, 1e-3f);
    add(g->backward_list, &g->backward_args, DNNL_ARG_DIFF_SRC_LAYER, g->source_gradient);
    add(g->backward_list, &g->backward_args, DNNL_ARG_DIFF_SRC_ITER, allocate(&s, 0));
    add(g->backward_list, &g->backward_args, DNNL_ARG_DIFF_WEIGHTS_LAYER, convert(g, allocate(&plain_x, 0), &plain_x, wanted(bpd, DNNL_ARG_DIFF_WEIGHTS_LAYER), 1));
    add(g->backward_list, &g->backward_args, DNNL_ARG_DIFF_WEIGHTS_ITER, convert(g, allocate(&plain_h, 0), &plain_h, wanted(bpd, DNNL_ARG_DIFF_WEIGHTS_ITER), 1));
    add(g->backward_list, &g->backward_args, DNNL_ARG_DIFF_BIAS, gradient_b);
    add(g->backward_list, &g->backward_args, DNNL_ARG_DIFF_DST_LAYER, g->destination_gradient);
    add(g->backward_list, &g->backward_args, DNNL_ARG_DIFF_DST_ITER, allocate(&s, 0));
    if (cell == LSTM) {
        add(g->backward_list, &g->backward_args, DNNL_ARG_DIFF_SRC_ITER_C, allocate(&s, 0));
        add(g->backward_list, &g->backward_args, DNNL_ARG_DIFF_DST_ITER_C, allocate(&s, 0));
    }

    /* The primitives add to the weights' gradients: a step begins by setting them to zero. */
    int names[3] = {DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER, DNNL_ARG_DIFF_BIAS};
    for (int n = 0; n < 3; n++) {
        CHECK(dnnl_memory_get_data_handle(find(g->backward_list, g->backward_args, names[n]), &g->gradients[n]));
        g->gradient_bytes[n] = dnnl_memory_desc_get_size(wanted(bpd, names[n]));
    }
}

static void reorder(group_t *g, int begin, int end) {
    for (int n = begin; n < end; n++) CHECK(dnnl_primitive_execute(g->reorder[n], stream, 2, g->reorder_args[n]));
}

static void step(group_t *groups, int count) {
    for (int n = 0; n < count; n++) {
        group_t *g = &groups[n];
        reorder(g, 0, g->forward_reorders);
        CHECK(dnnl_primitive_execute(g->forward, stream, g->args, g->forward_list));
    }
    for (int n = count - 1; n >= 0; n--) {
        group_t *g = &groups[n];
        reorder(g, g->forward_reorders, g->all_before_gradients);
        for (int k = 0; k < 3; k++) memset(g->gradients[k], 0, g->gradient_bytes[k]);
        CHECK(dnnl_primitive_execute(g->backward, stream, g->backward_args, g->backward_list));
        reorder(g, g->all_before_gradients, g->reorders);
    }
    CHECK(dnnl_stream_wait(stream));
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc != 8) {
        fprintf(stderr, "usage: onednn_rnn rnn|gru|lstm HIDDEN BATCH SEQUENCE VOCABULARY LAYERS SECONDS\n");
        return 2;
    }
    cell_t cell = !strcmp(argv[1], "rnn") ? RNN : !strcmp(argv[1], "gru") ? GRU : LSTM;
    int hidden = atoi(argv[2]), batch = atoi(argv[3]), seq = atoi(argv[4]), vocabulary = atoi(argv[5]), layers = atoi(argv[6]);
    double seconds = atof(argv[7]);
    CHECK(dnnl_engine_create(&engine, dnnl_cpu, 0));
    CHECK(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));

    dnnl_dims_t dims = {seq, batch, vocabulary};
    dnnl_memory_desc_t x = describe(3, dims, dnnl_tnc);
    dnnl_memory_t source = allocate(&x, 0);
    void *data;
    CHECK(dnnl_memory_get_data_handle(source, &data));
    for (int n = 0; n < seq * batch; n++) ((float *)data)[(size_t)n * vocabulary + (n * 7919) % vocabulary] = 1;

    group_t groups[MAX_GROUPS] = {{0}};
    int count = 1;
    groups[0].layers = 1;
    groups[0].input = vocabulary;
    build(&groups[0], cell, hidden, batch, seq, source);
    if (layers > 1) {
        count = 2;
        groups[1].layers = layers - 1;
        groups[1].input = hidden;
        build(&groups[1], cell, hidden, batch, seq, groups[0].destination);
        for (int n = 0; n < groups[0].backward_args; n++) /* the gradient of the second group's input is that of the first's output */
            if (groups[0].backward_list[n].arg == DNNL_ARG_DIFF_DST_LAYER) groups[0].backward_list[n].memory = groups[1].source_gradient;
    }

    double begin = now();
    for (int n = 0; n < 3 || now() - begin < seconds / 2; n++) step(groups, count);
    static double times[MAX_RUNS];
    int runs = 0;
    for (begin = now(); runs < 5 || (now() - begin < seconds && runs < MAX_RUNS); runs++) {
        double one = now();
        step(groups, count);
        times[runs] = (now() - one) * 1e3;
    }
    qsort(times, (size_t)runs, sizeof times[0], ascending);
    const dnnl_version_t *version = dnnl_version();
    printf("{\"ms_median\": %.4f, \"ms_min\": %.4f, \"runs\": %d, \"onednn\": \"%d.%d.%d\"}\n", times[runs / 2], times[0], runs, version->major, version->minor, version->patch);
    return 0;
}
