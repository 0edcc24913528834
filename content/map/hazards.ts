import type { MapPage } from './page.ts'

/** What can go wrong, and then. */
export const HAZARDS: readonly MapPage[] = [
  {
    path: 'hazards/load-and-remove', type: 'hazard',
    titles: { en: 'Loading and removing the same image at once', ru: 'Загрузка и удаление одного образа в одно время', zh: '同时加载和删除同一个镜像' },
    purpose: 'Six orders of four steps; two of them leave a name without an image.',
    claims: 'S012.10-14', runs: 'load-rmi load-rmi-absent', needs: 'understand/two-commands', next: 'hazards/tag-and-remove',
  },
  {
    path: 'hazards/tag-and-remove', type: 'hazard',
    titles: { en: 'Tagging an image while it is removed', ru: 'Присвоение тега образу, который удаляют', zh: '打标签时镜像被删除' },
    purpose: '`docker tag` reports success and the new name points to nothing.',
    claims: 'S012.14', runs: 'tag-rmi', needs: 'hazards/load-and-remove', next: 'hazards/pull-and-remove',
  },
  {
    path: 'hazards/pull-and-remove', type: 'hazard',
    titles: { en: 'Pulling, importing or committing while images are removed', ru: 'Скачивание, импорт и фиксация во время удаления', zh: '拉取、导入、提交时有镜像被删除' },
    purpose: 'Three more commands that belong on the list of the source documents.',
    claims: 'S012.14', runs: 'pull-rmi commit-rmi import-rmi', needs: 'hazards/tag-and-remove', next: 'hazards/build-and-remove',
  },
  {
    path: 'hazards/build-and-remove', type: 'hazard',
    titles: { en: 'A build loses the image it stands on', ru: 'Сборка теряет образ, на котором стоит', zh: '构建时脚下的镜像被删' },
    purpose: 'How `rmi` stops a running build, what stays behind, and what hold-on changed in EulerOS.',
    claims: 'S012.14 S012.52-57', runs: 'build-rmi hold-on-window', needs: 'understand/reference-counting', next: 'hazards/clean-up-jobs',
  },
  {
    path: 'hazards/clean-up-jobs', type: 'hazard',
    titles: { en: 'Clean-up jobs and builds', ru: 'Задания очистки и сборки', zh: '清理任务与构建' },
    purpose: 'A periodic prune meets a build: when it is harmless and when it is not.',
    claims: 'S012.15 S012.30 S012.52', runs: 'build-prune prune-prune', needs: 'hazards/build-and-remove', next: 'hazards/power-loss',
  },
  {
    path: 'hazards/power-loss', type: 'hazard',
    titles: { en: 'Power loss: why an image is listed but will not start', ru: 'Отключение питания: образ в списке есть, но не запускается', zh: '掉电：镜像看得到，却启动不了' },
    purpose: 'What is on disk 0 to 40 seconds after `Loaded image`, how to notice, how to recover.',
    claims: 'S012.16-17 S012.19-28', runs: 'power-load power-load-during', needs: 'understand/metadata-and-data', next: 'hazards/power-loss-by-command',
  },
  {
    path: 'hazards/power-loss-by-command', type: 'hazard',
    titles: { en: 'Power loss, command by command', ru: 'Отключение питания: команда за командой', zh: '掉电：逐条命令看' },
    purpose: 'One table for pull, load, build, commit, import, tag, rmi and combine: every cut, every end.',
    claims: 'S012.18', runs: 'power-pull power-load-during power-build power-commit power-import power-rmi power-tag power-combine', needs: 'hazards/power-loss', next: 'hazards/power-loss-during-pull',
  },
  {
    path: 'hazards/power-loss-during-pull', type: 'hazard',
    titles: { en: 'A pull cut short leaves `<none>`', ru: 'Прерванное скачивание оставляет `<none>`', zh: '拉取中断后留下 `<none>`' },
    purpose: 'The short window between image and name, and why the advice is to pull again.',
    claims: 'S012.48-50', runs: 'power-pull-name panic-pull kill-load', needs: 'hazards/power-loss', next: 'hazards/shared-damaged-layer',
  },
  {
    path: 'hazards/shared-damaged-layer', type: 'hazard',
    titles: { en: 'The damage that survives `docker rmi`', ru: 'Повреждение, которое переживает `docker rmi`', zh: '`docker rmi` 去不掉的损坏' },
    purpose: 'Why “remove, then repeat” fails when another image shares the damaged layer.',
    claims: 'S012.26-28', runs: 'power-shared-layer damage-cache-base-missing', needs: 'hazards/power-loss', next: 'hazards/removed-image-returns',
  },
  {
    path: 'hazards/removed-image-returns', type: 'hazard',
    titles: { en: 'A removed image comes back', ru: 'Удалённый образ возвращается', zh: '删掉的镜像又回来了' },
    purpose: 'Cut the power within seconds of `docker rmi` and the image is there again.',
    claims: 'S012.18', runs: 'power-rmi', needs: 'hazards/power-loss-by-command', next: 'hazards/many-images',
  },
  {
    path: 'hazards/many-images', type: 'hazard',
    titles: { en: 'Too many images on one node', ru: 'Слишком много образов на одном узле', zh: '一个节点上镜像过多' },
    purpose: 'How `docker images` grows slow, what that does to others, and how to trim.',
    claims: 'S012.29-34', runs: 'many-images images-group prune-kinds', needs: 'do/prune', next: 'hazards/no-parent-leftovers',
  },
  {
    path: 'hazards/no-parent-leftovers', type: 'hazard',
    titles: { en: 'Leftovers of parallel `--no-parent` builds', ru: 'Остатки одновременных сборок с `--no-parent`', zh: '并发 `--no-parent` 构建的残留镜像' },
    purpose: 'EulerOS only: four orders that leave an image, with and without a name.',
    claims: 'S012.35-41', runs: 'partial-leftover-name partial-leftover-none same-first-steps no-parent-unknown', needs: 'do/partial-images', next: 'hazards/name-moves',
  },
  {
    path: 'hazards/name-moves', type: 'hazard',
    titles: { en: 'A name moves and leaves `<none>`', ru: 'Имя переходит, остаётся `<none>`', zh: '名称被挪走，留下 `<none>`' },
    purpose: 'Four ordinary commands that take the last name from an image.',
    claims: 'S012.42-44', runs: 'tag-moves load-tag-moves load-two-editions', needs: 'understand/tags-and-none', next: 'hazards/save-and-remove',
  },
  {
    path: 'hazards/save-and-remove', type: 'hazard',
    titles: { en: 'Removing an image while it is saved', ru: 'Удаление образа во время сохранения', zh: '保存镜像时将其删除' },
    purpose: '`<none>` on EulerOS, a clean deletion and a complete archive everywhere else.',
    claims: 'S012.45-47', runs: 'save-rmi', needs: 'understand/reference-counting', next: 'hazards/save-by-id',
  },
  {
    path: 'hazards/save-by-id', type: 'hazard',
    titles: { en: 'Saving by ID loses the name', ru: 'Сохранение по ID теряет имя', zh: '按 ID 保存会丢失名称' },
    purpose: 'Why the loaded image is `<none>`, and two ways to keep the name.',
    claims: 'S012.51', runs: 'save-by-id', needs: 'do/save-and-load', next: 'hazards/force-remove',
  },
  {
    path: 'hazards/force-remove', type: 'hazard',
    titles: { en: 'What `docker rmi -f` forces, and what it does not', ru: 'Что заставляет сделать `docker rmi -f`, а что нет', zh: '`docker rmi -f` 强制了什么，没强制什么' },
    purpose: 'It overrides soft conflicts; it ignores no errors. See what it leaves.',
    claims: 'S012.59-61 S3.16-17 S4.27 S4.37-39', runs: 'rmi-force-stopped rmi-force-running rmi-by-id-forced', needs: 'do/delete', next: 'hazards/error-halfway',
  },
  {
    path: 'hazards/error-halfway', type: 'hazard',
    titles: { en: 'An error halfway through a removal', ru: 'Ошибка посреди удаления', zh: '删除到一半出错' },
    purpose: 'Names go first: what is left when a later step fails, also without `-f`.',
    claims: 'S012.62-63', runs: 'rmi-error-halfway rmi-disk-full', needs: 'do/delete', next: 'hazards/typed-dash',
  },
  {
    path: 'hazards/typed-dash', type: 'hazard',
    titles: { en: 'The dash that is not a hyphen', ru: 'Тире вместо дефиса', zh: '不是连字符的横线' },
    purpose: 'A copied `–f` is taken for an image name, and the removal happens without force.',
    claims: 'S012.59', runs: 'rmi-dash', needs: 'do/delete', next: 'hazards/swollen-image',
  },
  {
    path: 'hazards/swollen-image', type: 'hazard',
    titles: { en: 'One `chmod`, twice the size', ru: 'Один `chmod`, и размер удвоился', zh: '一次 `chmod`，体积翻倍' },
    purpose: 'Why a change of mode copies whole files, and how to write the Dockerfile instead.',
    claims: 'S3.38-39', runs: 'chmod-copies disk-full-copy-up', needs: 'understand/image-size', next: 'hazards/wrong-architecture',
  },
  {
    path: 'hazards/wrong-architecture', type: 'hazard',
    titles: { en: 'An image for another processor', ru: 'Образ для другого процессора', zh: '另一种 CPU 架构的镜像' },
    purpose: '`exec format error`, the warning before it, and what emulation can do.',
    claims: 'S3.46-48', runs: 'wrong-architecture', needs: 'understand/portability', next: 'hazards/missing-kernel-module',
  },
  {
    path: 'hazards/missing-kernel-module', type: 'hazard',
    titles: { en: 'An image that needs a kernel module', ru: 'Образ, которому нужен модуль ядра', zh: '依赖内核模块的镜像' },
    purpose: 'It starts, and fails on first use: how to tell this from a broken image.',
    claims: 'S3.41-45', runs: 'kernel-module kernel-too-old', needs: 'understand/portability', next: 'hazards/disk-full',
  },
  {
    path: 'hazards/disk-full', type: 'hazard',
    titles: { en: 'The disk fills up halfway', ru: 'Диск заполнился на полпути', zh: '磁盘中途写满' },
    purpose: 'What load, build and copy-up leave behind when there is no space.',
    claims: 'S3.34', runs: 'disk-full-load disk-full-copy-up', needs: 'do/find-the-space', next: 'labs',
  },
]
