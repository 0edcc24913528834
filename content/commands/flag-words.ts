import { CONTAINER_FLAGS } from './container-flag-words.ts'

/** What flags mean, in Russian and in Chinese; the English words are those of Docker's help pages. */
export type FlagWords = Readonly<Record<string, readonly [ru: string, zh: string]>>

const FORMAT: FlagWords[string] = ['вывести по шаблону Go', '按 Go 模板输出']
const FILTER: FlagWords[string] = ['показать только то, что подходит под условие', '只列出符合条件的']
const NO_TRUNC: FlagWords[string] = ['не сокращать вывод', '不截断输出']
const NO_TRUST: FlagWords[string] = ['не проверять подпись образа', '不校验镜像签名']
const PLATFORM: FlagWords[string] = ['платформа, если движок знает несколько', '平台，引擎支持多平台时有效']
const FORCE_PRUNE: FlagWords[string] = ['не спрашивать подтверждения', '不询问，直接清理']
const DETACH_KEYS: FlagWords[string] = ['своя последовательность клавиш для отключения', '自定义断开连接的按键']
const UNTIL_FILTER: FlagWords[string] = ['условие, например until=24h', '条件，如 until=24h']
const IDS_ONLY: FlagWords[string] = ['вывести только ID', '只输出 ID']
const SIGNAL: FlagWords[string] = ['какой сигнал послать', '发送哪个信号']

const WORDS: Readonly<Record<string, FlagWords>> = {
  pull: { 'all-tags': ['скачать все теги репозитория', '下载仓库的全部标签'], 'disable-content-trust': NO_TRUST, platform: PLATFORM, quiet: ['не показывать ход работы', '不显示进度'] },
  push: {
    'all-tags': ['отправить все теги репозитория', '推送仓库的全部标签'], 'disable-content-trust': ['не подписывать образ', '不给镜像签名'],
    platform: ['отправить манифест одной платформы', '只推送一个平台的清单'], quiet: ['не показывать ход работы', '不显示进度'],
  },
  load: {
    input: ['читать архив из файла, а не из STDIN', '从文件读取归档，而不是 STDIN'], platform: ['загрузить только одну платформу', '只加载一个平台'], quiet: ['не показывать ход загрузки', '不显示加载进度'],
    'to-be-pulled': ['назвать первую часть, которой не хватает для сборки полного образа', '指出合成完整镜像时缺少的第一个部分'],
  },
  save: { output: ['писать в файл, а не в STDOUT', '写入文件，而不是 STDOUT'], platform: ['сохранить только одну платформу', '只保存一个平台'] },
  import: { change: ['применить инструкцию Dockerfile к новому образу', '对新镜像应用一条 Dockerfile 指令'], message: ['сообщение для истории образа', '写入历史的说明'], platform: PLATFORM },
  export: { output: ['писать в файл, а не в STDOUT', '写入文件，而不是 STDOUT'] },
  build: {
    'add-host': ['ещё одна строка «имя — IP» (host:ip)', '增加一条主机与 IP 的对应（host:ip）'], 'build-arg': ['значение для ARG', '设置构建参数 ARG'],
    'cache-from': ['образы, которые годятся как кэш', '可作缓存来源的镜像'], 'cgroup-parent': ['родительская cgroup контейнеров сборки', '构建容器的上级 cgroup'],
    compress: ['сжать контекст сборки', '用 gzip 压缩构建上下文'], 'cpu-period': ['период планировщика CFS', 'CFS 调度周期'], 'cpu-quota': ['квота планировщика CFS', 'CFS 调度配额'],
    'cpu-shares': ['относительный вес процессорного времени', 'CPU 时间的相对权重'], 'cpuset-cpus': ['на каких процессорах работать (0-3, 0,1)', '允许使用的 CPU（0-3, 0,1）'],
    'cpuset-mems': ['на каких узлах памяти работать (0-3, 0,1)', '允许使用的内存节点（0-3, 0,1）'], 'disable-content-trust': NO_TRUST,
    file: ['файл сборки; без флага — Dockerfile в каталоге контекста', '构建文件，默认是上下文中的 Dockerfile'], 'force-rm': ['удалять промежуточные контейнеры и после неудачи', '失败后也删除中间容器'],
    iidfile: ['записать ID образа в файл', '把镜像 ID 写入文件'], isolation: ['технология изоляции контейнера', '容器的隔离技术'], label: ['метка образа', '给镜像加标签（label）'],
    memory: ['предел памяти', '内存上限'], 'memory-swap': ['предел памяти вместе с подкачкой; -1 снимает предел подкачки', '内存加交换区的上限，-1 为不限交换区'],
    network: ['сеть для инструкций RUN', 'RUN 指令使用的网络'], 'no-cache': ['не пользоваться кэшем сборки', '不用构建缓存'], 'no-parent': ['после удачной сборки отделить слои образа из FROM', '构建成功后去掉 FROM 镜像的层'], output: ['куда положить результат', '输出到何处'], platform: PLATFORM,
    progress: ['как показывать ход: auto, plain, tty', '进度显示方式：auto、plain、tty'], pull: ['всегда проверять, нет ли нового базового образа', '总是尝试拉取更新的基础镜像'],
    quiet: ['вывести только ID готового образа', '只输出建成镜像的 ID'], rm: ['удалить промежуточные контейнеры после удачной сборки', '构建成功后删除中间容器'],
    secret: ['секрет для сборки (только BuildKit)', '构建用的密钥文件（仅 BuildKit）'], 'security-opt': ['параметры безопасности', '安全选项'], 'shm-size': ['размер /dev/shm', '/dev/shm 的大小'],
    squash: ['слить новые слои в один', '把新层合并为一层'], ssh: ['агент или ключи SSH для сборки (только BuildKit)', '构建用的 SSH 代理或密钥（仅 BuildKit）'],
    stream: ['передавать контекст по мере надобности', '按需传输构建上下文'], tag: ['имя образа и, если нужно, тег', '镜像名称，可带标签'], target: ['на каком этапе остановиться', '构建到哪个阶段'],
    ulimit: ['пределы ulimit', 'ulimit 限制'],
  },
  combine: { tag: ['имя полного образа и, если нужно, тег', '完整镜像的名称，可带标签'] },
  commit: { author: ['автор образа', '作者'], change: ['применить инструкцию Dockerfile к новому образу', '对新镜像应用一条 Dockerfile 指令'], message: ['сообщение для истории образа', '提交说明'], pause: ['приостановить контейнер на время фиксации', '提交期间暂停容器'] },
  tag: {},
  rmi: { force: ['удалить вопреки мягким препятствиям', '越过可以强制的冲突，删除镜像'], 'no-prune': ['не удалять родителей без тега', '不删除没有标签的父镜像'], platform: ['удалить только одну платформу', '只删除一个平台'] },
  'image prune': { all: ['удалить все неиспользуемые образы, а не только висячие', '删除所有未使用的镜像，不限于虚悬镜像'], filter: UNTIL_FILTER, force: FORCE_PRUNE },
  images: {
    all: ['показать и промежуточные образы', '也列出中间层镜像'], digests: ['показать дайджесты', '显示摘要'], filter: FILTER, format: FORMAT, 'no-trunc': NO_TRUNC, quiet: IDS_ONLY,
    tree: ['показать многоплатформенные образы деревом', '以树形列出多平台镜像'],
  },
  inspect: { format: FORMAT, size: ['показать размеры файлов, если это контейнер', '对象是容器时显示文件大小'], type: ['смотреть только объекты этого вида', '只查看这一类对象'] },
  history: { format: FORMAT, human: ['размеры и даты в удобном для чтения виде', '以易读形式显示大小与日期'], 'no-trunc': NO_TRUNC, platform: ['история для одной платформы', '显示某个平台的历史'], quiet: IDS_ONLY },
  search: { filter: FILTER, format: FORMAT, limit: ['сколько строк самое большее', '结果的最多条数'], 'no-trunc': NO_TRUNC },
  info: { format: FORMAT },
  version: { format: FORMAT, kubeconfig: ['файл настроек Kubernetes', 'Kubernetes 配置文件'] },
  'system df': { format: FORMAT, verbose: ['подробно: строка на каждый образ, контейнер и том', '详细列出每个镜像、容器与卷'] },
  'system prune': {
    all: ['удалить все неиспользуемые образы, а не только висячие', '删除所有未使用的镜像，不限于虚悬镜像'], filter: ['условие, например label=ключ=значение', '条件，如 label=<键>=<值>'], force: FORCE_PRUNE,
    volumes: ['удалить и тома', '也清理卷'],
  },
  events: { filter: FILTER, format: FORMAT, since: ['события начиная с этого времени', '从这一时刻起的事件'], until: ['события до этого времени', '直到这一时刻的事件'] },
  create: CONTAINER_FLAGS,
  run: {
    ...CONTAINER_FLAGS, detach: ['запустить в фоне и вывести ID контейнера', '在后台运行并输出容器 ID'], 'detach-keys': DETACH_KEYS, 'sig-proxy': ['передавать сигналы процессу', '把收到的信号转给进程'],
  },
  start: {
    attach: ['подключить STDOUT и STDERR и передавать сигналы', '连接 STDOUT 与 STDERR 并转发信号'], checkpoint: ['продолжить с контрольной точки', '从检查点恢复'],
    'checkpoint-dir': ['каталог контрольных точек', '检查点所在目录'], 'detach-keys': DETACH_KEYS, interactive: ['подключить STDIN контейнера', '连接容器的 STDIN'],
  },
  stop: { signal: SIGNAL, time: ['сколько секунд ждать, прежде чем убить', '强制结束前等待的秒数'], timeout: ['сколько секунд ждать, прежде чем убить', '强制结束前等待的秒数'] },
  kill: { signal: SIGNAL },
  rm: { force: ['удалить и работающий контейнер (SIGKILL)', '强制删除运行中的容器（SIGKILL）'], link: ['удалить связь, а не контейнер', '删除链接'], volumes: ['удалить и безымянные тома контейнера', '同时删除容器的匿名卷'] },
  ps: {
    all: ['показать все контейнеры, а не только работающие', '列出全部容器，不限于运行中的'], filter: FILTER, format: FORMAT, last: ['последние n созданных, в любом состоянии', '最近创建的 n 个，不论状态'],
    latest: ['последний созданный, в любом состоянии', '最近创建的一个，不论状态'], 'no-trunc': NO_TRUNC, quiet: IDS_ONLY, size: ['показать размеры', '显示大小'],
  },
  exec: {
    detach: ['выполнить в фоне', '在后台执行'], 'detach-keys': DETACH_KEYS, env: ['задать переменную окружения', '设置环境变量'], 'env-file': ['взять переменные окружения из файла', '从文件读取环境变量'],
    interactive: ['держать STDIN открытым, даже если никто не подключён', '即使没有连接也保持 STDIN 打开'], privileged: ['дать команде расширенные права', '给命令扩展权限'], tty: ['выделить псевдотерминал', '分配伪终端'],
    user: ['пользователь или UID (имя|uid[:группа|gid])', '用户名或 UID（<用户|uid>[:<组|gid>]）'], workdir: ['рабочий каталог внутри контейнера', '容器内的工作目录'],
  },
  logs: {
    details: ['показать дополнительные поля журнала', '显示日志的附加信息'], follow: ['ждать новых строк', '持续输出新内容'], since: ['строки после этого времени (2013-01-02T13:23:37Z или 42m)', '这一时刻之后的日志（2013-01-02T13:23:37Z 或 42m）'],
    tail: ['сколько последних строк показать', '只输出末尾若干行'], timestamps: ['показать время каждой строки', '显示时间'], until: ['строки до этого времени (2013-01-02T13:23:37Z или 42m)', '这一时刻之前的日志（2013-01-02T13:23:37Z 或 42m）'],
  },
  diff: {},
  cp: { archive: ['сохранить владельцев (uid и gid)', '保留 uid 与 gid'], 'follow-link': ['идти по символической ссылке в исходном пути', '源路径是符号链接时跟随它'], quiet: ['не показывать ход копирования', '不显示复制进度'] },
  'container prune': { filter: UNTIL_FILTER, force: FORCE_PRUNE },
}

/** What a flag of a command means; undefined where nobody has written it yet. */
export function flagWords(command: string, flag: string): { readonly ru: string, readonly zh: string } | undefined {
  const words = WORDS[command]?.[flag]
  return words && { ru: words[0], zh: words[1] }
}

/** The commands whose flags have words. */
export const WORDED_COMMANDS = Object.keys(WORDS)

/** The flags of a command that have words. */
export const wordedFlags = (command: string): readonly string[] => Object.keys(WORDS[command] ?? {})
